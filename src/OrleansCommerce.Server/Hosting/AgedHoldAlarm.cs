using System.Diagnostics.Metrics;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Raises the alarm where confirmed holds have waited longer than <c>Holds:AlarmAfterHours</c> (168 where it is not set): two gauges, and a
/// warning when it begins. Which they are is at <c>GET /v1/aged-holds</c>.
/// </summary>
public sealed partial class AgedHoldAlarm
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private const int HoursMax = 24 * 3_650;

    private readonly AgedHolds _holds;
    private readonly EngineClock _clock;
    private readonly ILogger<AgedHoldAlarm> _log;
    private long _items;
    private long _oldestSeconds;

    public AgedHoldAlarm(AgedHolds holds, EngineClock clock, IConfiguration configuration, IMeterFactory meters, ILogger<AgedHoldAlarm> log)
    {
        (_holds, _clock, _log) = (holds, clock, log);
        var hours = configuration.GetValue("Holds:AlarmAfterHours", 168.0);
        After = hours is > 0 and <= HoursMax
            ? TimeSpan.FromHours(hours)
            : throw new JournalStartException($"Holds:AlarmAfterHours is {hours}; it can be more than 0 and at most {HoursMax}.");
        var meter = meters.Create("OrleansCommerce");
        meter.CreateObservableGauge("holds.aged.items", () => Items, "{item}", "Items with a confirmed hold that nobody has fulfilled for too long.");
        meter.CreateObservableGauge("holds.aged.oldest", () => Interlocked.Read(ref _oldestSeconds), "s", "Age of the oldest of those holds.");
    }

    /// <summary>A confirmed hold is given so long.</summary>
    public TimeSpan After { get; }

    /// <summary>Items that have such a hold, as of the last look.</summary>
    public long Items => Interlocked.Read(ref _items);

    /// <returns>0: whoever could not be asked throws.</returns>
    public async Task<int> Look()
    {
        var now = _clock.Now;
        var (items, since) = await _holds.Count(now - After);
        var before = Interlocked.Exchange(ref _items, items);
        Interlocked.Exchange(ref _oldestSeconds, since is { } oldest ? (long)(now - oldest).TotalSeconds : 0);
        if (items > 0 && before == 0)
        {
            LogAged(items, After, since!.Value);
        }

        return 0;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} items have holds that were confirmed more than {After} ago and that nobody fulfils, the oldest at {Since:O}: GET /v1/aged-holds lists them.")]
    private partial void LogAged(int count, TimeSpan after, DateTimeOffset since);
}
