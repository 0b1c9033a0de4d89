using System.Text.Json.Serialization;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>
/// Any event of a stock item as it is stored, read without the code that wrote it. Kinds are in the records; what an event does not have
/// is left at its default.
/// </summary>
internal sealed record StockBody
{
    public DateTimeOffset At { get; set; }
    public string? MovementId { get; set; }
    public string Kind { get; set; } = "Receipt";
    public long Quantity { get; set; }
    public long Delta { get; set; }
    public DateTimeOffset? OccurredAt { get; set; }
    public FeedBody? Feed { get; set; }
    public string? ReservationId { get; set; }
    public DateTimeOffset HeldUntil { get; set; }
    public int TtlSeconds { get; set; }
    public string? CustomerId { get; set; }
    public bool OfBasket { get; set; }
    public bool FromQueue { get; set; }
    public long? Earmarked { get; set; }
    public long Attempt { get; set; }
    public string? FulfilmentId { get; set; }
    public string? ExtensionId { get; set; }
    public string Outcome { get; set; } = "Left";
    public string End { get; set; } = "Released";
    public FiguresBody? After { get; set; }
    public HoldBody? Hold { get; set; }
}

internal sealed record FiguresBody(
    long Version, long OnHand, long Reserved, long SafetyStock, long Damaged, long Received, long GoneOut, int Holds);

internal sealed record FeedBody(string Source, int Precedence, long Version);

internal sealed record HoldBody(string ReservationId, long Remaining);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StockBody))]
internal sealed partial class StockBodyJson : JsonSerializerContext;
