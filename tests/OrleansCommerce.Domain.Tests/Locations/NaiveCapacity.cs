using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>What the model expects of a command.</summary>
internal sealed record ExpectedWork(CapacityRefusalCode? Refusal = null, SlotHoldFigures? Hold = null, bool Appends = false);

/// <summary>A hold of the model: what was asked, and what has become of it.</summary>
internal sealed record NaiveWork(HoldSlot Asked, DateTimeOffset FirstUntil)
{
    public DateTimeOffset Until { get; set; } = FirstUntil;
    public long Left { get; set; } = Asked.Quantity;
    public bool Confirmed { get; set; }
    public long Pending { get; set; }
    public SlotHoldStatus? End { get; set; }

    public bool IsLive => End is null;

    public SlotHoldFigures Seen => SeenAs(End ?? (Confirmed ? SlotHoldStatus.Confirmed : SlotHoldStatus.Held));

    public SlotHoldFigures SeenAs(SlotHoldStatus status) => new(
        Asked.ReservationId, status, Asked.Slot, Asked.Quantity, Left, status == SlotHoldStatus.Held ? Until : null, FirstUntil, Asked.TtlSeconds,
        Asked.CustomerId, Asked.OfBasket);
}

/// <summary>
/// Pick capacity with nothing kept but the list of all holds ever made: every figure is summed anew, and nothing is forgotten.
/// </summary>
internal sealed partial class NaiveCapacity
{
    private readonly List<NaiveWork> _all = [];
    private readonly Dictionary<PickSlot, long> _overrides = [];
    private readonly Dictionary<string, (string ReservationId, object? Content, SlotHoldFigures Answer)> _done = [];
    private DateTimeOffset _time;

    public long? PerSlot { get; private set; }
    public int Expired { get; private set; }

    public long Backlog => _all.Where(work => work.IsLive && work.Confirmed).Sum(work => work.Left);

    public long Held => _all.Where(work => work.IsLive && !work.Confirmed).Sum(work => work.Left);

    public long TakenOn => _all.Sum(work => work.Asked.Quantity);

    public long Done => _all.Sum(work => work.Asked.Quantity - work.Left) + _all.Where(work => work.End == SlotHoldStatus.Finished).Sum(work => work.Left);

    /// <summary>Work of every hold that shares time with the slot and was not given back.</summary>
    public long Taken(PickSlot slot) => _all.Where(work => work.Asked.Slot.Start < slot.End && slot.Start < work.Asked.Slot.End)
        .Sum(work => work.End is SlotHoldStatus.Released or SlotHoldStatus.Expired ? work.Asked.Quantity - work.Left : work.Asked.Quantity);

    public long? CapacityOf(PickSlot slot) => _overrides.TryGetValue(slot, out var capacity) ? capacity : PerSlot;

    public IEnumerable<PickSlot> Slots => _all.Where(work => work.End is not (SlotHoldStatus.Released or SlotHoldStatus.Expired) || work.Left < work.Asked.Quantity)
        .Select(work => work.Asked.Slot).Distinct();

    public NaiveWork? Live(string id) => _all.Find(work => work.IsLive && work.Asked.ReservationId == id);

    public NaiveWork? Last(string id) => _all.FindLast(work => work.Asked.ReservationId == id);

    public ExpectedWork Do(CapacityCommand command, DateTimeOffset clock)
    {
        var now = clock > _time ? clock : _time;
        Expired = 0;
        if (Recall(command) is { } recalled)
        {
            return recalled;
        }

        foreach (var due in _all.Where(work => work.IsLive && !work.Confirmed && work.Pending == 0 && work.Until <= now))
        {
            due.End = SlotHoldStatus.Expired;
            Expired++;
        }

        var expected = Carry(command, now);
        _time = Expired > 0 || expected.Appends ? now : _time;
        return expected;
    }

    private ExpectedWork? Recall(CapacityCommand command)
    {
        switch (command)
        {
            case HoldSlot c:
                var known = c.OfBasket ? Live(c.ReservationId) : Last(c.ReservationId);
                return known is null ? null
                    : known.Asked with { Round = 0 } == c with { Round = 0 }
                        ? new(Hold: known.Seen.FirstAnswer())
                        : new(CapacityRefusalCode.IdReused);
            case ExtendSlot { ExtensionId: { } id } c when _done.TryGetValue("e" + id, out var done):
                return done.ReservationId == c.ReservationId && Equals(done.Content, c.TtlSeconds) ? new(Hold: done.Answer) : new(CapacityRefusalCode.IdReused);
            case FinishWork { FulfilmentId: { } id } c when _done.TryGetValue("f" + id, out var done):
                var isSame = done.ReservationId == c.ReservationId && (c.Quantity is null ? done.Answer.Remaining == 0 : Equals(done.Content, c.Quantity));
                return isSame ? new(Hold: done.Answer) : new(CapacityRefusalCode.IdReused);
            default: return null;
        }
    }
}
