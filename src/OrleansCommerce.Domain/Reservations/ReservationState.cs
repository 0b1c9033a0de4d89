using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>One basket as its coordinator knows it. Changed by <see cref="ReservationMachine.Apply"/> alone.</summary>
public sealed class ReservationState
{
    public long Version { get; internal set; }
    public string ReservationId { get; internal set; } = "";
    public ReservationStatus Status { get; internal set; }
    public ImmutableArray<ReservationLine> Lines { get; internal set; } = [];
    public ImmutableArray<SlotLine> Slots { get; internal set; } = [];
    public int TtlSeconds { get; internal set; }
    public string? CustomerId { get; internal set; }
    public DateTimeOffset FirstHeldUntil { get; internal set; }
    public DateTimeOffset HeldUntil { get; internal set; }

    /// <summary>The order that has confirmed it for itself: its parts end as that order's fulfilments do. Null: none.</summary>
    public string? OrderId { get; internal set; }

    /// <summary>Attempts up to this one have been decided or will never be.</summary>
    public long AttemptsSettled { get; internal set; }
    public string? LastExtensionId { get; internal set; }
    public int LastExtensionTtlSeconds { get; internal set; }
    public DateTimeOffset Time { get; internal set; }

    /// <summary>False until it is opened, however often that was tried.</summary>
    public bool Exists => Status != ReservationStatus.None;

    /// <summary>A clock that went back never brings back what has expired.</summary>
    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    public bool IsDue(DateTimeOffset clock) => Status == ReservationStatus.Held && HeldUntil <= EffectiveTime(clock);

    public ReservationSnapshot ToSnapshot() => new(
        Version, ReservationId, Status, Lines, Slots.IsEmpty ? null : Slots, TtlSeconds, CustomerId, FirstHeldUntil, HeldUntil, OrderId,
        AttemptsSettled, LastExtensionId, LastExtensionTtlSeconds, Time);

    public static ReservationState From(ReservationSnapshot saved) => new()
    {
        Version = saved.Version,
        ReservationId = saved.ReservationId,
        Status = saved.Status,
        Lines = saved.Lines,
        Slots = saved.Slots ?? [],
        TtlSeconds = saved.TtlSeconds,
        CustomerId = saved.CustomerId,
        FirstHeldUntil = saved.FirstHeldUntil,
        HeldUntil = saved.HeldUntil,
        OrderId = saved.OrderId,
        AttemptsSettled = saved.AttemptsSettled,
        LastExtensionId = saved.LastExtensionId,
        LastExtensionTtlSeconds = saved.LastExtensionTtlSeconds,
        Time = saved.Time,
    };
}

public enum ReservationStatus
{
    None,
    Held,
    Confirmed,
    Fulfilled,
    Released,
    Expired,
}
