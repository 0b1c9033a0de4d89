namespace OrleansCommerce.Simulation.Participants.Capacity;

/// <summary>One hold of pick work from its beginning to its end.</summary>
internal sealed class SlotLife
{
    public required string Id { get; init; }
    public required SlotBody Slot { get; init; }
    public required long Quantity { get; init; }
    public long Remaining { get; set; }
    public DateTimeOffset HeldUntil { get; set; }
    public long Attempt { get; set; }
    public bool IsConfirmed { get; set; }
    public string? End { get; set; }

    public bool IsLive => End is null;

    /// <summary>The reservation that it is a part of.</summary>
    public string ReservationId => Id.Split('/')[0];

    public bool IsDue(DateTimeOffset at) => IsLive && !IsConfirmed && Attempt == 0 && HeldUntil <= at;

    public override string ToString() =>
        $"{Id} ({Remaining} of {Quantity} in {Slot}, {(IsLive ? IsConfirmed ? "confirmed" : $"until {HeldUntil:HH:mm:ss.fff}" : End)})";
}
