namespace OrleansCommerce.Domain.Stock;

/// <summary>One live hold inside a <see cref="StockState"/>. Times are UTC ticks, to keep a hold small.</summary>
internal sealed class Hold
{
    public required string ReservationId { get; init; }
    public required long Quantity { get; init; }
    public required int TtlSeconds { get; init; }
    public required string? CustomerId { get; init; }
    public required bool OfBasket { get; init; }
    public required long FirstHeldUntilTicks { get; init; }

    /// <summary>The try of its basket that made it; 0 for a single line.</summary>
    public required long Round { get; init; }
    public required long Remaining { get; set; }
    public required long HeldUntilTicks { get; set; }
    public bool IsConfirmed { get; set; }

    /// <summary>The attempt that waits for its decision; 0 when none does.</summary>
    public long Attempt { get; set; }
    public long PendingSinceTicks { get; set; }

    /// <summary>Which entry of <see cref="DueHolds"/> speaks for this hold; 0 when none does.</summary>
    public long DueEntry { get; set; }

    public bool IsPending => Attempt != 0;

    public bool IsDue(DateTimeOffset now) => !IsConfirmed && !IsPending && HeldUntilTicks <= now.UtcTicks;

    /// <summary>When somebody must look at this hold again: to expire it, or to ask what was decided. Null: never.</summary>
    public long? DueTicks =>
        IsPending ? PendingSinceTicks + StockLimits.PendingPatience.Ticks : IsConfirmed ? null : HeldUntilTicks;

    public HoldFigures Figures(HoldStatus status) => new(
        ReservationId, status, Quantity, Remaining, status is HoldStatus.Held ? At(HeldUntilTicks) : null, At(FirstHeldUntilTicks),
        TtlSeconds, CustomerId, OfBasket);

    public HoldFigures Figures() => Figures(IsConfirmed ? HoldStatus.Confirmed : HoldStatus.Held);

    public HoldSnapshot ToSnapshot() => new(
        ReservationId, Quantity, Remaining, TtlSeconds, CustomerId, OfBasket, At(FirstHeldUntilTicks), At(HeldUntilTicks), IsConfirmed, Attempt,
        IsPending ? At(PendingSinceTicks) : null, Round);

    public static Hold From(HoldSnapshot saved) => new()
    {
        ReservationId = saved.ReservationId,
        Quantity = saved.Quantity,
        Remaining = saved.Remaining,
        TtlSeconds = saved.TtlSeconds,
        CustomerId = saved.CustomerId,
        OfBasket = saved.OfBasket,
        FirstHeldUntilTicks = saved.FirstHeldUntil.UtcTicks,
        Round = saved.Round,
        HeldUntilTicks = saved.HeldUntil.UtcTicks,
        IsConfirmed = saved.IsConfirmed,
        Attempt = saved.Attempt,
        PendingSinceTicks = saved.PendingSince?.UtcTicks ?? 0,
    };

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
