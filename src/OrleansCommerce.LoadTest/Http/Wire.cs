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

internal sealed record OrderedLine(string Sku, long Quantity);

internal sealed record Destination(double Latitude, double Longitude);

internal sealed record PromiseRequest(
    IReadOnlyList<OrderedLine> Lines, IReadOnlyList<string> Methods, Destination Destination, bool Hold, int TtlSeconds, string CustomerId);

internal sealed record PromiseAnswer
{
    public required string PromiseId { get; init; }

    public required IReadOnlyList<PromisedOption> Options { get; init; }
}

internal sealed record PromisedOption
{
    public required string OptionId { get; init; }

    public required string Method { get; init; }
}

internal sealed record OrderRequest(string OrderId, string CustomerId, string Channel, string PromiseId);

internal sealed record OrderAnswer
{
    public required string OrderId { get; init; }

    public required string State { get; init; }

    public required IReadOnlyList<FulfilmentAnswer> Fulfilments { get; init; }
}

internal sealed record FulfilmentAnswer
{
    public required string FulfilmentId { get; init; }

    public required string LocationId { get; init; }

    public required string Method { get; init; }

    public required string State { get; init; }

    public required IReadOnlyList<OrderedLine> Lines { get; init; }

    public string? CollectAt { get; init; }

    public bool IsAtItsEnd => State is "collected" or "delivered" or "rejected" or "cancelled" or "expired";
}

internal sealed record PickedLine(string Sku, long Picked);

/// <summary>What a step of a fulfilment carries: why it is rejected, or what was found.</summary>
internal sealed record StepRequest(string? Reason, IReadOnlyList<PickedLine>? Lines);

internal sealed record MovementRequest(string MovementId, string Kind, int Quantity, string Reason);

internal sealed record StockItem
{
    public required string Sku { get; init; }

    public required string LocationId { get; init; }

    public required long Version { get; init; }

    public long OnHand { get; init; }
}

internal sealed record StockPage
{
    public required IReadOnlyList<StockItem> Items { get; init; }

    public string? Next { get; init; }
}

internal sealed record ImportAnswer(long Accepted, long Rejected);

internal sealed record FeedAnswer(IReadOnlyList<FeedLine> Lines);

/// <param name="Code">Of one that was refused.</param>
internal sealed record FeedLine(long Line, string? MovementId, string Outcome, bool? IsDuplicate, string? Code, string? Detail);

internal sealed record ReconciliationAnswer(int? Lines, int? Same, int? Differing, int? MissingHere, int? MissingThere);

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
[JsonSerializable(typeof(PromiseRequest))]
[JsonSerializable(typeof(PromiseAnswer))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(StepRequest))]
[JsonSerializable(typeof(MovementRequest))]
[JsonSerializable(typeof(StockItem))]
[JsonSerializable(typeof(StockOfSku))]
[JsonSerializable(typeof(StockPage))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(FeedAnswer))]
[JsonSerializable(typeof(ReconciliationAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Balance))]
internal sealed partial class WireJson : JsonSerializerContext;
