using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>What feeds have said of one item, as lists of all that was ever said, looked through anew each time.</summary>
internal sealed class NaiveFeeds
{
    private readonly List<(DateTimeOffset At, MovementKind? Kind, DateTimeOffset? Own, long Quantity)> _remembered = [];
    private readonly List<(string? Source, int Rank, long Version, DateTimeOffset At, long OnHand)> _said = [];
    private readonly List<(DateTimeOffset At, long Delta)> _moved = [];
    private DateTimeOffset _horizon;
    private bool _isUsed;

    /// <summary>What becomes of a movement of a source, and what is on hand then; null: what was.</summary>
    public (MoveOutcome Outcome, long? OnHand) Settle(Move c, DateTimeOffset now)
    {
        Use();
        var at = TimeOf(c.Kind, c.OccurredAt, now);
        if (c.Kind != MovementKind.Count)
        {
            return (Stood(_said).Any(said => at < said.At && said.Rank >= c.Feed!.Precedence) ? MoveOutcome.Contained : MoveOutcome.Booked, null);
        }

        var count = (c.Feed!.Source, c.Feed.Precedence, c.Feed.Version, at, c.Quantity);
        if (_said.Any(said => said.Source == c.Feed.Source && (said.Version, said.At).CompareTo((c.Feed.Version, at)) >= 0))
        {
            return (MoveOutcome.Superseded, null);
        }

        var (before, after) = (Stood(_said).LastOrDefault(), Stood([.. _said, count]).Last());
        var outcome = after == count ? MoveOutcome.Booked : after.At > at ? MoveOutcome.Superseded : MoveOutcome.Outranked;
        return before == after ? (outcome, null)
            : after.At < _horizon ? (MoveOutcome.Unplaced, null)
            : (outcome, after.OnHand + _moved.Where(m => m.At >= after.At && m.At >= _horizon).Sum(m => m.Delta));
    }

    public void Note(DateTimeOffset now, Move c, MoveOutcome outcome)
    {
        if (_isUsed)
        {
            Note(now, c.Kind, c.OccurredAt, c.Quantity, c.Feed, outcome);
        }
        else
        {
            _remembered.Add((now, c.Kind, c.OccurredAt, c.Quantity));
        }
    }

    /// <summary>Something else that an item remembers: units that left for a hold, or what moves nothing.</summary>
    public void Note(DateTimeOffset now, long left = 0)
    {
        if (!_isUsed)
        {
            _remembered.Add((now, left == 0 ? null : MovementKind.Sale, null, left));
        }
        else if (left != 0)
        {
            Note(now, MovementKind.Sale, null, left, null, MoveOutcome.Booked);
        }
    }

    private void Use()
    {
        if (_isUsed)
        {
            return;
        }

        _isUsed = true;
        foreach (var (at, kind, own, quantity) in _remembered.TakeLast(StockLimits.RememberedMax))
        {
            if (kind is { } moved)
            {
                Note(at, moved, own, quantity, null, MoveOutcome.Booked);
            }
        }

        if (_remembered.Count > StockLimits.RememberedMax)
        {
            Raise(_remembered[^StockLimits.RememberedMax].At.AddTicks(1));
        }
    }

    private void Note(DateTimeOffset now, MovementKind kind, DateTimeOffset? own, long quantity, FeedMark? feed, MoveOutcome outcome)
    {
        var at = TimeOf(kind, kind == MovementKind.Count && feed is null ? null : own, now);
        if (kind != MovementKind.Count)
        {
            var delta = kind is MovementKind.Sale or MovementKind.Damage or MovementKind.TransferOut ? -quantity
                : kind == MovementKind.DamagedReturn ? 0 : quantity;
            _moved.Add((at, delta));
            var known = _moved.Where(m => m.Delta != 0 && m.At >= _horizon).ToList();
            if (known.Count > 128)
            {
                Raise(known.Min(m => m.At).AddTicks(1));
            }
        }
        else if (outcome != MoveOutcome.Unplaced)
        {
            _said.Add((feed?.Source, feed?.Precedence ?? int.MaxValue, feed?.Version ?? _said.Count, at, quantity));
            Raise(Stood(_said).Last().At.AddHours(-4));
        }
    }

    private void Raise(DateTimeOffset horizon) => _horizon = horizon > _horizon ? horizon : _horizon;

    private DateTimeOffset TimeOf(MovementKind kind, DateTimeOffset? own, DateTimeOffset now)
    {
        if (own <= now)
        {
            return own.Value;
        }

        var latest = Stood(_said).Select(said => said.At).Append(now).Max();
        return kind == MovementKind.Count ? latest.AddTicks(1) : latest;
    }

    /// <summary>The counts that stand one after the other when each source's newest come in the order of their times.</summary>
    private static IEnumerable<(string? Source, int Rank, long Version, DateTimeOffset At, long OnHand)> Stood(
        IReadOnlyList<(string? Source, int Rank, long Version, DateTimeOffset At, long OnHand)> said)
    {
        (string? Source, int Rank, long Version, DateTimeOffset At, long OnHand)? standing = null;
        var newest = said.Select((s, i) => (s, i)).GroupBy(x => x.s.Source)
            .Select(all => all.OrderBy(x => x.s.Version).ThenBy(x => x.s.At).ThenByDescending(x => x.i).Last().s);
        foreach (var next in newest.OrderBy(s => s.At).ThenBy(s => s.Rank).ThenBy(s => s.Source, StringComparer.Ordinal))
        {
            if (standing is not { } now || now.Source is null || next.Rank >= now.Rank || next.At >= now.At.AddHours(4))
            {
                standing = next;
                yield return next;
            }
        }
    }
}
