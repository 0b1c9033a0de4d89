using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansCommerce.LoadTest.Http;

// The public contract's shapes, as far as this tool uses them.

internal sealed record ReservationLine(string Sku, string LocationId, int Quantity);

internal sealed record ReservationRequest(
    string ReservationId, int TtlSeconds, string CustomerId, IReadOnlyList<ReservationLine> Lines);

internal sealed record ReservationAnswer
{
    public required string ReservationId { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public IReadOnlyList<ReservationLine> Lines { get; init; } = [];
}

internal sealed record MovementRequest(string MovementId, string Kind, int Quantity, string Reason);

internal sealed record StockItem
{
    public required string Sku { get; init; }

    public required string LocationId { get; init; }

    public required long Version { get; init; }
}

internal sealed record StockOfSku
{
    public required IReadOnlyList<StockItem> Items { get; init; }
}

internal sealed record Problem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public string? Code { get; init; }

    public Dictionary<string, JsonElement>? Errors { get; init; }

    public IReadOnlyList<JsonElement>? Shortfalls { get; init; }
}

internal sealed record Balance
{
    public required bool Balanced { get; init; }

    public long Items { get; init; }

    public long Received { get; init; }

    public long GoneOut { get; init; }

    public long OnHand { get; init; }

    public long Reserved { get; init; }

    public long Holds { get; init; }

    public IReadOnlyList<JsonElement> Mismatches { get; init; } = [];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReservationRequest))]
[JsonSerializable(typeof(ReservationAnswer))]
[JsonSerializable(typeof(MovementRequest))]
[JsonSerializable(typeof(StockItem))]
[JsonSerializable(typeof(StockOfSku))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Balance))]
internal sealed partial class WireJson : JsonSerializerContext;
