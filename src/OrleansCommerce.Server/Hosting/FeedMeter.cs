using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Publishes how the feeds are. A source is a label, since there are never more than <see cref="FeedLimits.FeedsMax"/>.</summary>
public sealed class FeedMeter
{
    private ImmutableArray<Feed> _feeds = [];

    public FeedMeter(IMeterFactory factory)
    {
        var meter = factory.Create("OrleansCommerce");
        meter.CreateObservableGauge(
            "feed.silent", () => Each(feed => feed.SilentSince is null ? 0 : 1), description: "1 while a feed is silent for longer than it may be.");
        meter.CreateObservableGauge(
            "feed.last_heard.seconds", () => Each(feed => feed.HeardAt is { } at ? at.ToUnixTimeMilliseconds() / 1_000.0 : 0), "s",
            "When a feed was last heard, in seconds since 1970; 0 for never.");
        meter.CreateObservableCounter(
            "feed.movements", () => _feeds.SelectMany(Movements), "{movement}", "Movements of a feed by what became of them.");
    }

    /// <summary>Those that were read last.</summary>
    public ImmutableArray<Feed> Feeds => _feeds;

    public void Set(ImmutableArray<Feed> feeds) => ImmutableInterlocked.InterlockedExchange(ref _feeds, feeds);

    private IEnumerable<Measurement<double>> Each(Func<Feed, double> read) =>
        _feeds.Where(feed => !feed.IsDisabled).Select(feed => new Measurement<double>(read(feed), KeyValuePair.Create("source", (object?)feed.Source)));

    private static IEnumerable<Measurement<long>> Movements(Feed feed)
    {
        var c = feed.Counts;
        foreach (var (outcome, count) in new[]
        {
            ("accepted", c.Accepted), ("duplicate", c.Duplicate), ("superseded", c.Superseded), ("contained", c.Contained),
            ("outranked", c.Outranked), ("unplaced", c.Unplaced), ("refused", c.Refused),
        })
        {
            yield return new(count, KeyValuePair.Create("source", (object?)feed.Source), KeyValuePair.Create("outcome", (object?)outcome));
        }
    }
}
