namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// One stock item as it is now. Read by <see cref="StockMachine.Decide"/>, changed by <see cref="StockMachine.Apply"/> alone.
/// An item with at most one hold stays well below 1 KB: collections are made when first needed.
/// </summary>
public sealed class StockState
{
    private Dictionary<string, Hold>? _holds;
    private DueHolds? _due;
    private List<StockEvent>? _remembered;

    public long Version { get; internal set; }
    public long OnHand { get; internal set; }
    public long Reserved { get; internal set; }
    public long SafetyStock { get; internal set; }
    public long Damaged { get; internal set; }
    public long Received { get; internal set; }
    public long GoneOut { get; internal set; }

    /// <summary>The latest time in the item's history.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>False until the first event: nobody has ever spoken of this item.</summary>
    public bool Exists => Version > 0;

    public long Available => OnHand - Reserved - SafetyStock;

    public int LiveHolds => _holds?.Count ?? 0;

    /// <summary>A clock that went back never brings back what was given away meanwhile.</summary>
    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    public StockFigures Figures() => new(
        Version, OnHand, Reserved, SafetyStock, Damaged, Received, GoneOut, LiveHolds,
        NextDue() is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, Time);

    /// <summary>The live hold of a reservation, or how it ended if that is still remembered; else null.</summary>
    public HoldFigures? FindReservation(string reservationId) =>
        Find(reservationId) is { } hold ? hold.Figures() : RememberedEnd(reservationId);

    /// <summary>Holds in doubt for longer than <see cref="StockLimits.PendingPatience"/>: (reservation, attempt).</summary>
    public IReadOnlyList<(string ReservationId, long Attempt)> InDoubt(DateTimeOffset now) =>
        _holds is null
            ? []
            : [.. _holds.Values.Where(h => h.IsPending && h.DueTicks <= now.UtcTicks).Select(h => (h.ReservationId, h.Attempt)).Order()];

    internal IEnumerable<Hold> Holds => _holds?.Values ?? Enumerable.Empty<Hold>();

    internal IReadOnlyList<StockEvent> Remembered => _remembered ?? (IReadOnlyList<StockEvent>)[];

    internal Hold? Find(string reservationId) => _holds is not null && _holds.TryGetValue(reservationId, out var hold) ? hold : null;

    internal List<Hold> Due(DateTimeOffset now) =>
        NextDue() <= now.UtcTicks ? _due!.Due(now, StockLimits.ExpiriesPerDecisionMax, _holds!) : [];

    internal void Add(Hold hold)
    {
        (_holds ??= new(StringComparer.Ordinal)).Add(hold.ReservationId, hold);
        Schedule(hold);
    }

    internal void Schedule(Hold hold) => (_due ??= new()).Add(hold, _holds!);

    internal void Remove(Hold hold)
    {
        _holds!.Remove(hold.ReservationId);
        if (_holds.Count == 0)
        {
            _holds = null;
            _due = null;
        }
    }

    internal void Remember(StockEvent happened)
    {
        _remembered ??= new(4);
        if (_remembered.Count == StockLimits.RememberedMax)
        {
            _remembered.RemoveAt(0);
        }

        _remembered.Add(happened);
    }

    internal T? Recall<T>(Predicate<T> matches) where T : StockEvent
    {
        for (var i = (_remembered?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_remembered![i] is T candidate && matches(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    internal HoldFigures? RememberedEnd(string reservationId) =>
        Recall<HoldEnded>(e => e.Hold.ReservationId == reservationId)?.Hold
        ?? Recall<Fulfilled>(e => e.ReservationId == reservationId && e.Hold.Remaining == 0)?.Hold;

    private long? NextDue() => _due is null || _holds is null ? null : _due.NextTicks(_holds);
}
