namespace OrleansCommerce.Domain.Stock;

/// <summary>One live hold inside a <see cref="StockState"/>. Times are UTC ticks, to keep a hold small.</summary>
internal sealed class Hold
{
    // No line of a reservation has more than a million units, and there are a million items.
    private readonly int _quantity;
    private int _remaining;

    public required string ReservationId { get; init; }
    public required long Quantity { get => _quantity; init => _quantity = checked((int)value); }
    public required int TtlSeconds { get; init; }
    public required string? CustomerId { get; init; }
    public required bool OfBasket { get; init; }
    public required long FirstHeldUntilTicks { get; init; }

    /// <summary>The try of its basket that made it; 0 for a single line.</summary>
    public required long Round { get; init; }
    public required long Remaining { get => _remaining; set => _remaining = checked((int)value); }
    public required long HeldUntilTicks { get; set; }
    public bool IsConfirmed => ConfirmedAtTicks != 0;

    /// <summary>0 until it is confirmed.</summary>
    public long ConfirmedAtTicks { get; set; }

    /// <summary>It holds what had arrived for the queue, and gives it back to that.</summary>
    public bool FromQueue { get; init; }

    /// <summary>The order that has taken it; of a basket's line the coordinator knows it.</summary>
    public string? OrderId { get; set; }

    /// <summary>It is held no longer; lists that it is still on drop it.</summary>
    public bool HasEnded { get; set; }

    /// <summary>When it was made.</summary>
    public long HeldAtTicks => FirstHeldUntilTicks - (TtlSeconds * TimeSpan.TicksPerSecond);

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
        TtlSeconds, CustomerId, OfBasket, OrderId);

    public HoldFigures Figures() => Figures(IsConfirmed ? HoldStatus.Confirmed : HoldStatus.Held);

    public HoldSnapshot ToSnapshot() => new(
        ReservationId, Quantity, Remaining, TtlSeconds, CustomerId, OfBasket, At(FirstHeldUntilTicks), At(HeldUntilTicks), IsConfirmed, Attempt,
        IsPending ? At(PendingSinceTicks) : null, Round, IsConfirmed ? At(ConfirmedAtTicks) : null, OrderId, FromQueue);

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
        // Earlier snapshots do not say when it was confirmed; it was after it was made.
        ConfirmedAtTicks = !saved.IsConfirmed ? 0 : (saved.ConfirmedAt ?? saved.FirstHeldUntil.AddSeconds(-saved.TtlSeconds)).UtcTicks,
        OrderId = saved.OrderId,
        FromQueue = saved.FromQueue,
        Attempt = saved.Attempt,
        PendingSinceTicks = saved.PendingSince?.UtcTicks ?? 0,
    };

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
