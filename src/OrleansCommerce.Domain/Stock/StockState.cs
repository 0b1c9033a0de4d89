using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// One stock item as it is now. Read by <see cref="StockMachine.Decide"/>, changed by <see cref="StockMachine.Apply"/> alone.
/// An item with at most one hold stays well below 1 KB: collections are made when first needed.
/// </summary>
public sealed partial class StockState
{
    private LiveHolds _live;
    private RememberedEvents? _remembered;
    private ItemFeeds? _feeds;

    // Neither is ever more than one movement may be, and there are a million items.
    private int _safetyStock;
    private int _earmarked;

    public long Version { get; internal set; }
    public long OnHand { get; internal set; }
    public long Reserved { get; internal set; }
    public long SafetyStock { get => _safetyStock; internal set => _safetyStock = checked((int)value); }
    public long Damaged { get; internal set; }
    public long Received { get; internal set; }
    public long GoneOut { get; internal set; }

    /// <summary>Units of what is there and not held that have arrived for orders in the SKU's queue.</summary>
    public long Earmarked { get => _earmarked; internal set => _earmarked = checked((int)value); }

    /// <summary>The latest time in the item's history.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>True once something is no longer remembered: from then on a refusal may be the retry of what was accepted long ago.</summary>
    public bool HasForgotten => _remembered is { HasForgotten: true };

    /// <summary>False until the first event: nobody has ever spoken of this item.</summary>
    public bool Exists => Version > 0;

    public long Available => OnHand - Reserved - SafetyStock;

    public int LiveHolds => _live.Count;

    /// <summary>A clock that went back never brings back what was given away meanwhile.</summary>
    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    public StockFigures Figures() => new(
        Version, OnHand, Reserved, SafetyStock, Damaged, Received, GoneOut, LiveHolds,
        NextDue() is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, Time,
        _live.OldestConfirmedTicks() is var since and > 0 ? new DateTimeOffset(since, TimeSpan.Zero) : null);

    /// <summary>The live hold of a reservation, or how it ended if that is still remembered; else null.</summary>
    public HoldFigures? FindReservation(string reservationId) =>
        Find(reservationId) is { } hold ? hold.Figures() : RememberedEnd(reservationId);

    /// <summary>Holds in doubt for longer than <see cref="StockLimits.PendingPatience"/>: (reservation, attempt).</summary>
    public IReadOnlyList<(string ReservationId, long Attempt)> InDoubt(DateTimeOffset clock)
    {
        var now = EffectiveTime(clock).UtcTicks;
        return NextDue() > now
            ? []
            : [.. Holds.Where(h => h.IsPending && h.DueTicks <= now).Select(h => (h.ReservationId, h.Attempt))
                .OrderBy(h => h.ReservationId, StringComparer.Ordinal)];
    }

    /// <summary>By how much more is held than is there.</summary>
    public long Deficit => Math.Max(0, Reserved - OnHand);

    /// <summary>The confirmed holds that no decision is under way about, the newest first: in this order they go without when too little is there.</summary>
    public IReadOnlyList<HoldFigures> ConfirmedNewestFirst() =>
    [
        .. Holds.Where(h => h is { IsConfirmed: true, IsPending: false }).OrderByDescending(h => h.ConfirmedAtTicks)
            .ThenByDescending(h => h.ReservationId, StringComparer.Ordinal).Select(h => h.Figures()),
    ];

    /// <summary>Confirmed holds in the order in which they were confirmed, with the time: those before <paramref name="before"/>.</summary>
    public IReadOnlyList<(HoldFigures Hold, DateTimeOffset Since)> ConfirmedBefore(DateTimeOffset before) =>
    [
        .. Holds.Where(h => h.IsConfirmed && h.ConfirmedAtTicks < before.UtcTicks).OrderBy(h => h.ConfirmedAtTicks)
            .ThenBy(h => h.ReservationId, StringComparer.Ordinal).Select(h => (h.Figures(), new DateTimeOffset(h.ConfirmedAtTicks, TimeSpan.Zero))),
    ];

    internal IEnumerable<Hold> Holds => _live.All;

    internal Hold? Find(string reservationId) => _live.Find(reservationId);

    /// <summary>The holds to let go of at <paramref name="now"/>, earliest first. Null: none, which is nearly always.</summary>
    internal List<Hold>? Due(DateTimeOffset now) =>
        NextDue() <= now.UtcTicks ? _live.Due(now, StockLimits.ExpiriesPerDecisionMax) : null;

    internal void Add(Hold hold) => _live.Add(hold);

    internal void MarkConfirmed(Hold hold) => _live.Confirmed(hold);

    internal void Reschedule(Hold hold) => _live.Reschedule(hold);

    internal void Remove(Hold hold) => _live.Remove(hold);

    internal void Remember(StockEvent happened) => (_remembered ??= new()).Add(happened);

    /// <summary>What is known by its own time; of an item that no source has spoken of, what it remembers. Not to be changed.</summary>
    internal ItemFeeds FeedsSoFar() => _feeds ?? ItemFeeds.Of(_remembered?.ToList() ?? [], HasForgotten);

    /// <summary>Times are kept from the first word of a source on: most items have none, and there are a million.</summary>
    internal void NoteForFeeds(StockEvent happened)
    {
        if (happened is Moved { Feed: not null })
        {
            _feeds ??= FeedsSoFar();
        }

        _feeds?.Note(happened);
    }

    /// <summary>
    /// Units that were on hand right before that time, by what is known now, and whether all that happened since is remembered. Where it is
    /// not, it is as near as can be said.
    /// </summary>
    public (long OnHand, bool IsExact) OnHandAt(DateTimeOffset time)
    {
        var (units, isWhole) = FeedsSoFar().Moved(time);
        return (OnHand - units, isWhole);
    }

    internal Moved? RecallMove(string movementId) => _remembered?.ById(RememberedKind.Moved, movementId) as Moved;

    internal Extended? RecallExtension(string extensionId) => _remembered?.ById(RememberedKind.Extended, extensionId) as Extended;

    internal Fulfilled? RecallFulfilment(string fulfilmentId) =>
        (_remembered?.ById(RememberedKind.FulfilledPart, fulfilmentId) ?? _remembered?.ById(RememberedKind.FulfilledWhole, fulfilmentId)) as Fulfilled;

    /// <summary>How a reservation ended last: a basket's line may have been held, let go and held again.</summary>
    internal HoldFigures? RememberedEnd(string reservationId) => _remembered?.EndOf(reservationId) switch
    {
        HoldEnded e => e.Hold,
        Fulfilled e => e.Hold,
        _ => null,
    };

    private long? NextDue() => _live.NextTicks();
}
