using System.Text.Json.Serialization;

namespace OrleansCommerce.Simulation.Participants.Baskets;

/// <summary>Any event of a basket as it is stored, read without the code that wrote it.</summary>
internal sealed record BasketBody
{
    public DateTimeOffset At { get; set; }
    public List<LineBody> Lines { get; set; } = [];
    public int TtlSeconds { get; set; }
    public DateTimeOffset HeldUntil { get; set; }
    public long Attempt { get; set; }
}

internal sealed record LineBody(ItemBody Item, long Quantity);

internal sealed record ItemBody(string Sku, string LocationId)
{
    public override string ToString() => $"{Sku}@{LocationId}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BasketBody))]
internal sealed partial class BasketBodyJson : JsonSerializerContext;
