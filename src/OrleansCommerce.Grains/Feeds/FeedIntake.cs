using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Feeds;

/// <summary>
/// What this process has heard of sources and not reported yet. It is reported at least once a second, so an end of the process loses at
/// most that much of the counts and of when a feed was heard last; movements themselves are never here.
/// </summary>
public sealed class FeedIntake(IGrainFactory grains, EngineClock clock)
{
    /// <summary>Between two reports.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _process = clock.Now.UtcTicks.ToString(CultureInfo.InvariantCulture);
    private Dictionary<string, FeedReport> _heard = new(StringComparer.Ordinal);
    private ReportFeeds? _unreported;
    private Task _reporting = Task.CompletedTask;
    private long _reports;

    private IFeedsGrain Feeds => FeedRegister.Of(grains);

    /// <summary>By which rules a source's words are taken.</summary>
    public Task<FeedTerms> Terms(string source) => Feeds.Terms(source);

    /// <summary>A movement of a source was answered.</summary>
    public void Heard(Move move, StockAnswer answer)
    {
        if (move.Feed is { } feed)
        {
            var counts = answer.Refusal is not null ? new FeedCounts(Refused: 1)
                : answer.IsRepeated ? new FeedCounts(Duplicate: 1)
                : FeedCounts.Of(answer.Outcome);
            Heard(feed.Source, counts, move.OccurredAt);
        }
    }

    /// <summary>Something came from a source, if only a sign of life.</summary>
    public void Heard(string source, FeedCounts counts, DateTimeOffset? occurredAt = null)
    {
        var now = clock.Now;
        lock (_gate)
        {
            _heard[source] = _heard.TryGetValue(source, out var known)
                ? known with { HeardAt = now, OccurredAt = occurredAt is null || known.OccurredAt > occurredAt ? known.OccurredAt : occurredAt, Counts = known.Counts.Plus(counts) }
                : new FeedReport(source, now, occurredAt, counts);
        }
    }

    /// <summary>Reports what was heard until now. What can't be reported now is reported with the next call, and counted once.</summary>
    /// <exception cref="RetriableException">The register could not be reached.</exception>
    public Task Report()
    {
        lock (_gate)
        {
            return _reporting = Next(_reporting);
        }
    }

    private async Task Next(Task before)
    {
        try
        {
            await before;
        }
        catch (Exception)
        {
            // Whoever asked for that report was told.
        }

        while (Take() is { } report)
        {
            await Feeds.Execute(report, Origin.Engine);
            lock (_gate)
            {
                _unreported = null;
            }
        }
    }

    /// <summary>One whose outcome is not known comes first, under its own id.</summary>
    private ReportFeeds? Take()
    {
        lock (_gate)
        {
            if (_unreported is null && _heard.Count > 0)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{_process}.{++_reports}");
                _unreported = new ReportFeeds(id, [.. _heard.Values.OrderBy(report => report.Source, StringComparer.Ordinal)]);
                _heard = new(StringComparer.Ordinal);
            }

            return _unreported;
        }
    }
}
