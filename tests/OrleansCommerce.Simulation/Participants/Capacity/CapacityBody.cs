using System.Text.Json.Serialization;

namespace OrleansCommerce.Simulation.Participants.Capacity;

/// <summary>Any event of a location's pick capacity as it is stored, read without the code that wrote it.</summary>
internal sealed record CapacityBody
{
    public DateTimeOffset At { get; set; }
    public long? PerSlot { get; set; }
    public long? Capacity { get; set; }
    public string? ReservationId { get; set; }
    public SlotBody Slot { get; set; }
    public long Quantity { get; set; }
    public DateTimeOffset HeldUntil { get; set; }
    public int TtlSeconds { get; set; }
    public long Attempt { get; set; }
    public string? FulfilmentId { get; set; }
    public string? ExtensionId { get; set; }
    public string End { get; set; } = "Released";
    public SlotHoldBody? Hold { get; set; }
}

internal readonly record struct SlotBody(DateTimeOffset Start, DateTimeOffset End)
{
    public bool Overlaps(SlotBody other) => Start < other.End && other.Start < End;

    public override string ToString() => $"{Start:HH:mm}–{End:HH:mm}";
}

internal sealed record SlotHoldBody(string ReservationId, long Remaining);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CapacityBody))]
internal sealed partial class CapacityBodyJson : JsonSerializerContext;
