using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Reports what was heard of feeds once a second, and looks who has been silent for too long, until the server ends.</summary>
internal sealed partial class FeedHost(
    FeedIntake intake, IGrainFactory grains, FeedMeter meter, Readiness readiness, ILogger<FeedHost> log) : BackgroundService
{
    private bool _isFirst = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FeedIntake.Period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (readiness.IsEngineStarted)
            {
                await Look(stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Look(cancellationToken);
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            await intake.Report();
            var register = FeedRegister.Of(grains);
            var looked = await register.Execute(new LookForSilence(), Origin.Engine);
            var before = meter.Feeds.Where(feed => feed.SilentSince is not null).Select(feed => feed.Source).ToHashSet(StringComparer.Ordinal);
            meter.Set(await register.Read());
            foreach (var feed in meter.Feeds)
            {
                Tell(feed, looked.FellSilent.Contains(feed.Source), before.Contains(feed.Source));
            }

            _isFirst = false;
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            LogWaits(e.Message);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    /// <summary>Each alarm is told when it is raised and when it ends, and once more after a start, for whoever looks only into the newest log.</summary>
    private void Tell(Feed feed, bool isRaised, bool wasSilent)
    {
        if (feed.SilentSince is { } since && (isRaised || _isFirst))
        {
            LogSilent(feed.Source, since, feed.SilenceMinutes);
        }
        else if (feed.SilentSince is null && wasSilent)
        {
            LogSpokeAgain(feed.Source);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The feed {Source} has been silent since {Since:O}, which is longer than {Minutes} minutes.")]
    private partial void LogSilent(string source, DateTimeOffset since, int minutes);

    [LoggerMessage(LogLevel.Information, "The feed {Source} is heard again, or need not be.")]
    private partial void LogSpokeAgain(string source);

    [LoggerMessage(LogLevel.Debug, "What was heard of feeds waits to be reported: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(LogLevel.Warning, "The look at the feeds was interrupted.")]
    private partial void LogFailed(Exception e);
}
