using System.Collections.Immutable;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

public static partial class StockMachine
{
    /// <summary>
    /// A till sale and a count are facts: they are accepted whatever the books say, even if on hand turns negative. A receipt, a
    /// transfer in and a return add. Damage and a negative adjustment take what is there, held or not; a transfer out takes only
    /// what nobody holds, or what is held for it.
    /// </summary>
    private static StockDecision DecideMove(StockState state, Move c, DateTimeOffset now, ImmutableArray<StockEvent> expired)
    {
        if (!WithinLimit(c))
        {
            return Refuse(StockRefusalCode.QuantityLimit, c.Quantity, StockLimits.MovementQuantityMax);
        }

        if (c is { Kind: MovementKind.Count, ExpectedVersion: { } expected } && expected != state.Version)
        {
            return Refuse(StockRefusalCode.VersionMismatch, expected, state.Version);
        }

        var (outcome, delta) = Settle(state, c, now);
        var ended = c is { Kind: MovementKind.TransferOut, HeldBy: { } heldBy } && state.Find(heldBy) is { IsConfirmed: true, IsPending: false } hold
            && hold.Remaining >= c.Quantity ? new HoldEnded(now, HoldEnd.Released, hold.Figures(HoldStatus.Released)) : null;
        var reserved = state.Reserved - Freed(expired) - (ended?.Hold.Remaining ?? 0);
        var onHand = state.OnHand + delta;
        var mayTake = c.Kind switch
        {
            MovementKind.TransferOut => state.OnHand - reserved,
            MovementKind.Damage or MovementKind.Adjustment => state.OnHand,
            _ => long.MaxValue,
        };
        // What was promised to a transfer leaves whatever a till or a count said meanwhile, as the goods of an order do.
        var isFact = c.Kind is MovementKind.Sale or MovementKind.Count || ended is not null;
        if (!isFact && (state.Received + Math.Max(0, delta) > StockLimits.OnHandMax || state.GoneOut - Math.Min(0, delta) > StockLimits.OnHandMax))
        {
            return Refuse(StockRefusalCode.QuantityLimit, c.Quantity, StockLimits.OnHandMax);
        }

        if (delta < 0 && -delta > mayTake && ended is null)
        {
            return Refuse(StockRefusalCode.InsufficientStock, -delta, mayTake);
        }

        var isBooked = outcome == MoveOutcome.Booked;
        var damaged = isBooked && c.Kind is MovementKind.Damage or MovementKind.DamagedReturn ? c.Quantity : 0;
        var after = After(state, damaged, delta, onHand, reserved, expired.Length + (ended is null ? 0 : 1), now);
        var deficit = isBooked || delta != 0 ? Math.Max(0, reserved - onHand) : 0;
        long? earmarked = c.Queued > 0 && delta > 0
            ? Math.Min(
                Math.Min(c.Queued, StockLimits.MovementQuantityMax), Math.Clamp(onHand - reserved - state.SafetyStock, 0, state.Earmarked + delta))
            : null;
        var moved = new Moved(
            now, c.MovementId, c.Kind, c.Quantity, delta, c.Reason, c.OccurredAt, after, deficit, c.Feed, outcome, earmarked);
        return (ended is null ? Accept(moved) : new StockDecision([ended, moved])) with { Outcome = outcome };
    }

    /// <summary>
    /// What becomes of a movement, and what it changes. One that no source tells is booked as it comes. Of a source's, a count is booked as
    /// of its time if it is the one that stands, and what came or went before a count that has seen it is not booked once more.
    /// </summary>
    private static (MoveOutcome Outcome, long Delta) Settle(StockState state, Move c, DateTimeOffset now)
    {
        if (c.Feed is not { } feed)
        {
            return (MoveOutcome.Booked, c.Kind == MovementKind.Count ? c.Quantity - state.OnHand : MovementUnits.Change(c.Kind, c.Quantity));
        }

        var feeds = state.FeedsSoFar();
        var at = feeds.TimeOf(c.Kind, c.OccurredAt, now);
        if (c.Kind == MovementKind.Count)
        {
            var (outcome, onHand) = feeds.Judge(ItemFeeds.Statement(feed, at, c.Quantity));
            return (outcome, onHand - state.OnHand ?? 0);
        }

        return feeds.Contains(at, feed.Precedence)
            ? (MoveOutcome.Contained, 0)
            : (MoveOutcome.Booked, MovementUnits.Change(c.Kind, c.Quantity));
    }

    private static bool WithinLimit(Move c) => c.Kind switch
    {
        MovementKind.Adjustment => c.Quantity is not 0 and >= -StockLimits.MovementQuantityMax and <= StockLimits.MovementQuantityMax,
        MovementKind.Count => c.Quantity is >= 0 and <= StockLimits.MovementQuantityMax,
        _ => c.Quantity is > 0 and <= StockLimits.MovementQuantityMax,
    };

    private static StockFigures After(
        StockState state, long damaged, long delta, long onHand, long reserved, int ends, DateTimeOffset now) => new(
        state.Version + ends + 1, onHand, reserved, state.SafetyStock, state.Damaged + damaged,
        state.Received + Math.Max(0, delta), state.GoneOut + Math.Max(0, -delta), state.LiveHolds - ends, null, now);

    /// <summary>Only ever less: what is for the queue grows with what arrives.</summary>
    private static StockDecision DecideEarmark(StockState state, SetEarmark c, DateTimeOffset now) =>
        Math.Max(0, c.Quantity) < state.Earmarked ? Accept(new EarmarkSet(now, Math.Max(0, c.Quantity))) : new StockDecision([]);

    private static StockDecision DecideSafetyStock(StockState state, SetSafetyStock c, DateTimeOffset now) =>
        c.Quantity is < 0 or > StockLimits.MovementQuantityMax
            ? Refuse(StockRefusalCode.QuantityLimit, c.Quantity, StockLimits.MovementQuantityMax)
            : state.Exists && state.SafetyStock == c.Quantity ? new StockDecision([]) : Accept(new SafetyStockSet(now, c.Quantity));
}
