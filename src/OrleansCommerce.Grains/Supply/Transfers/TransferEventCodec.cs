using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Transfers;

/// <summary>The stored form of a transfer's events. Kinds and property names must not change: journals are read for years.</summary>
internal static class TransferEventCodec
{
    public static EventCodec<TransferEvent> Instance { get; } = new EventCodec<TransferEvent>()
        .Add("transfer.requested", TransferEventJson.Default.TransferRequested)
        .Add("transfer.planned", TransferEventJson.Default.TransferPlanned)
        .Add("transfer.refused", TransferEventJson.Default.TransferRefused)
        .Add("transfer.tryFailed", TransferEventJson.Default.TransferTryFailed)
        .Add("transfer.shipped", TransferEventJson.Default.TransferShipped)
        .Add("transfer.received", TransferEventJson.Default.TransferReceived)
        .Add("transfer.cancelled", TransferEventJson.Default.TransferCancelled)
        .Add("transfer.settled", TransferEventJson.Default.TransferSettled)
        .Add("transfer.closed", TransferEventJson.Default.TransferClosed);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TransferRequested))]
[JsonSerializable(typeof(TransferPlanned))]
[JsonSerializable(typeof(TransferRefused))]
[JsonSerializable(typeof(TransferTryFailed))]
[JsonSerializable(typeof(TransferShipped))]
[JsonSerializable(typeof(TransferReceived))]
[JsonSerializable(typeof(TransferCancelled))]
[JsonSerializable(typeof(TransferSettled))]
[JsonSerializable(typeof(TransferClosed))]
internal sealed partial class TransferEventJson : JsonSerializerContext;
