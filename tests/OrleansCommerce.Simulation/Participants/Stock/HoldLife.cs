namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>One hold from its beginning to its end, in the versions of its item.</summary>
internal sealed class HoldLife
{
    public required string ReservationId { get; init; }
    public required long Quantity { get; init; }
    public required int TtlSeconds { get; init; }
    public required string? CustomerId { get; init; }
    public required bool OfBasket { get; init; }
    public required bool FromQueue { get; init; }
    public required DateTimeOffset FirstHeldUntil { get; init; }
    public required long Since { get; init; }
    public DateTimeOffset HeldUntil { get; set; }
    public long Remaining { get; set; }
    public long Attempt { get; set; }
    public long? ConfirmedAt { get; set; }

    /// <summary>The version that ended it.</summary>
    public long? EndedAt { get; set; }
    public string? End { get; set; }

    public DateTimeOffset HeldAt => FirstHeldUntil.AddSeconds(-TtlSeconds);

    public bool IsLive => EndedAt is null;

    public bool IsConfirmed => ConfirmedAt is not null;

    public bool IsDue(DateTimeOffset at) => IsLive && !IsConfirmed && Attempt == 0 && HeldUntil <= at;

    public bool WasLive(long version) => Since <= version && (EndedAt is null || EndedAt > version);

    public override string ToString() =>
        $"{ReservationId} ({Remaining} of {Quantity}, {(IsLive ? IsConfirmed ? "confirmed" : $"until {HeldUntil:HH:mm:ss.fff}" : End)})";
}
