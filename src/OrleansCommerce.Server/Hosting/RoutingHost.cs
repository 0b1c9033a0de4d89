using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Keeps what routing relies on fresh behind the requests. Where this falls behind, requests wait for what is too old; they never rely on
/// it unseen.
/// </summary>
internal sealed partial class RoutingHost(RoutingBoard board, AvailabilityRepair repair, PolicyBook policies, ILogger<RoutingHost> log)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Repeat("locations", RoutingBoard.Period, board.Look, stoppingToken),
        Repeat("availability", AvailabilityRepair.Period, repair.Once, stoppingToken),
        Repeat("policy", PolicyBook.AgeMax / 2, async () => await policies.Current(), stoppingToken));

    private async Task Repeat(string what, TimeSpan period, Func<Task> look, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period);
        for (var isWaiting = false; await timer.WaitForNextTickAsync(stopping);)
        {
            try
            {
                await look();
                isWaiting = false;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // Said once per outage, not with every look.
                if (!isWaiting)
                {
                    LogWaits(RetriableException.Covers(e) || e is JournalUnavailableException ? null : e, what, e.Message);
                }

                isWaiting = true;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What routing knows of {What} gets older: {Reason}")]
    private partial void LogWaits(Exception? e, string what, string reason);
}
