using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>All feeds. Read by <see cref="FeedMachine.Decide"/>, changed by <see cref="FeedMachine.Apply"/> alone.</summary>
public sealed class FeedState
{
    private readonly SortedDictionary<string, Feed> _feeds = new(StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyCollection<Feed> Feeds => _feeds.Values;

    public static FeedState From(IEnumerable<Feed> feeds)
    {
        var state = new FeedState();
        foreach (var feed in feeds)
        {
            state.Set(feed);
        }

        return state;
    }

    public Feed? Find(string source) => _feeds.GetValueOrDefault(source);

    public ImmutableArray<Feed> ToSnapshot() => [.. _feeds.Values];

    internal void Set(Feed feed) => _feeds[feed.Source] = feed;
}
