using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Stock;

/// <summary>The stored form of stock events. Kinds and property names must not change: journals are read for years.</summary>
internal static class StockEventCodec
{
    public static EventCodec<StockEvent> Instance { get; } = new EventCodec<StockEvent>()
        .Add("stock.moved", StockEventJson.Default.Moved)
        .Add("stock.safetyStockSet", StockEventJson.Default.SafetyStockSet)
        .Add("stock.earmarkSet", StockEventJson.Default.EarmarkSet)
        .Add("stock.held", StockEventJson.Default.Held)
        .Add("stock.prepared", StockEventJson.Default.Prepared)
        .Add("stock.prepareAborted", StockEventJson.Default.PrepareAborted)
        .Add("stock.confirmed", StockEventJson.Default.Confirmed)
        .Add("stock.extended", StockEventJson.Default.Extended)
        .Add("stock.fulfilled", StockEventJson.Default.Fulfilled)
        .Add("stock.holdEnded", StockEventJson.Default.HoldEnded);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Moved))]
[JsonSerializable(typeof(SafetyStockSet))]
[JsonSerializable(typeof(EarmarkSet))]
[JsonSerializable(typeof(Held))]
[JsonSerializable(typeof(Prepared))]
[JsonSerializable(typeof(PrepareAborted))]
[JsonSerializable(typeof(Confirmed))]
[JsonSerializable(typeof(Extended))]
[JsonSerializable(typeof(Fulfilled))]
[JsonSerializable(typeof(HoldEnded))]
internal sealed partial class StockEventJson : JsonSerializerContext;
