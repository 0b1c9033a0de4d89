using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>
/// The counts and movements of one item by their own times, so that it comes to the same in whatever order they arrive. There is none until
/// a source has spoken of the item.
/// </summary>
internal sealed class ItemFeeds
{
    // Of each source the last; in the order of CompareTimes.
    private readonly List<CountStatement> _counts = [];

    // By time, and of one time in the order of arrival.
    private readonly List<FedMove> _moves = [];

    private DateTimeOffset _knownSince;

    /// <summary>The count that the books follow: as if all had come in the order of their times. Null: none.</summary>
    public CountStatement? Standing { get; private set; }

    /// <summary>What an item knew before its first word from a source: the last it remembers, of which movements and counts matter.</summary>
    public static ItemFeeds Of(IReadOnlyList<StockEvent> remembered, bool hasForgotten)
    {
        var feeds = new ItemFeeds();
        foreach (var happened in remembered)
        {
            feeds.Note(happened);
        }

        if (hasForgotten && remembered.Count > 0)
        {
            feeds.ForgetBefore(remembered[0].At.AddTicks(1));
        }

        return feeds;
    }

    public static ItemFeeds From(StockFeeds saved)
    {
        var feeds = new ItemFeeds { _knownSince = saved.KnownSince };
        feeds._counts.AddRange(saved.Counts);
        feeds._moves.AddRange(saved.Moves);
        feeds.Standing = Last(feeds._counts);
        return feeds;
    }

    public StockFeeds ToSnapshot() => new([.. _counts], [.. _moves], _knownSince);

    /// <summary>
    /// When a movement counts as having happened. One without a time of its own, or with one that is still to come, has happened when it
    /// arrives: after all that is known.
    /// </summary>
    public DateTimeOffset TimeOf(MovementKind kind, DateTimeOffset? occurredAt, DateTimeOffset arrived)
    {
        if (occurredAt is { } own && own <= arrived)
        {
            return own.ToUniversalTime();
        }

        var standing = Standing?.At ?? arrived;
        return kind == MovementKind.Count ? Later(arrived, standing).AddTicks(1) : Later(arrived, standing);
    }

    /// <summary>What becomes of a count, and how many units are on hand if the books change for it.</summary>
    public (MoveOutcome Outcome, long? OnHand) Judge(in CountStatement count)
    {
        if (Known(count.Source) is { } known && !count.IsNewerThan(known))
        {
            return (MoveOutcome.Superseded, null);
        }

        var standing = Last(With(count))!.Value;
        var other = standing.At > count.At ? MoveOutcome.Superseded : MoveOutcome.Outranked;
        if (standing == Standing)
        {
            return (other, null);
        }

        return standing.At < _knownSince
            ? (MoveOutcome.Unplaced, null)
            : (standing == count ? MoveOutcome.Booked : other, standing.OnHand + Since(standing.At));
    }

    /// <summary>Whether a count has seen what happened at that time: one that stood once, of a source of at least that precedence.</summary>
    public bool Contains(DateTimeOffset at, int precedence)
    {
        CountStatement? standing = null;
        foreach (var count in _counts)
        {
            if (standing is not { } before || count.Overrules(before))
            {
                standing = count;
                if (at < count.At && count.Precedence >= precedence)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Units that came, less those that went, at or after that time; and whether all of them are remembered.</summary>
    public (long Units, bool IsWhole) Moved(DateTimeOffset since) => (Since(since), since >= _knownSince);

    /// <summary>To be told every event of the item, before it is applied.</summary>
    public void Note(StockEvent happened)
    {
        switch (happened)
        {
            case Moved { Kind: MovementKind.Count, Outcome: not MoveOutcome.Unplaced } e:
                Add(Statement(e.Feed, TimeOf(e.Kind, e.Feed is null ? null : e.OccurredAt, e.At), e.Quantity));
                break;
            case Moved { Kind: not MovementKind.Count } e:
                Add(new FedMove(TimeOf(e.Kind, e.OccurredAt, e.At), MovementUnits.Change(e.Kind, e.Quantity)));
                break;
            case Fulfilled { Outcome: not HoldOutcome.Released } e:
                Add(new FedMove(TimeOf(MovementKind.Sale, null, e.At), -e.Quantity));
                break;
        }
    }

    public static CountStatement Statement(FeedMark? feed, DateTimeOffset at, long onHand) =>
        new(feed?.Source, feed?.Precedence ?? int.MaxValue, feed?.Version ?? 0, at, onHand);

    private void Add(in CountStatement count)
    {
        // One that is older than what its source said already is in the record alone.
        if (count.Source is not null && Known(count.Source) is { } known && !count.IsNewerThan(known))
        {
            return;
        }

        var counts = With(count);
        _counts.Clear();
        _counts.AddRange(counts);
        Standing = Last(_counts);
        ForgetBefore(Standing!.Value.At - FeedLimits.FreshFor);
    }

    private void Add(FedMove move)
    {
        if (move.Delta == 0 || move.At < _knownSince)
        {
            return;
        }

        var at = _moves.Count;
        for (; at > 0 && _moves[at - 1].At > move.At; at--)
        {
        }

        _moves.Insert(at, move);
        if (_moves.Count > FeedLimits.MovesMax)
        {
            ForgetBefore(_moves[0].At.AddTicks(1));
        }
    }

    /// <summary>No count that is dated so long before one that stood can become the one that stands.</summary>
    private void ForgetBefore(DateTimeOffset time)
    {
        _knownSince = Later(_knownSince, time);
        _moves.RemoveAll(move => move.At < _knownSince);
    }

    private CountStatement? Known(string? source)
    {
        foreach (var count in _counts)
        {
            if (count.Source == source)
            {
                return count;
            }
        }

        return null;
    }

    private List<CountStatement> With(CountStatement count)
    {
        List<CountStatement> counts = [.. _counts.Where(known => known.Source != count.Source), count];
        counts.Sort(CompareTimes);
        return counts;
    }

    private long Since(DateTimeOffset time)
    {
        var units = 0L;
        for (var i = _moves.Count - 1; i >= 0 && _moves[i].At >= time; i--)
        {
            units += _moves[i].Delta;
        }

        return units;
    }

    private static CountStatement? Last(List<CountStatement> counts)
    {
        CountStatement? standing = null;
        foreach (var count in counts)
        {
            standing = standing is not { } before || count.Overrules(before) ? count : before;
        }

        return standing;
    }

    /// <summary>Ties are broken by precedence and then by name, so that the order of arrival has no say.</summary>
    private static int CompareTimes(CountStatement x, CountStatement y) =>
        x.At != y.At ? x.At.CompareTo(y.At)
        : x.Precedence != y.Precedence ? x.Precedence.CompareTo(y.Precedence)
        : string.CompareOrdinal(x.Source, y.Source);

    private static DateTimeOffset Later(DateTimeOffset x, DateTimeOffset y) => x > y ? x : y;
}
