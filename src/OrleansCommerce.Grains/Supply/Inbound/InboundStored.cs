using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Supply.Inbound;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Inbound;

/// <summary>The stored form of what is to come of a SKU. Kinds and property names must not change: journals are read for years.</summary>
internal static class InboundStored
{
    public static EventCodec<InboundEvent> Events { get; } = new EventCodec<InboundEvent>()
        .Add("inbound.expected", InboundJson.Default.InboundExpected)
        .Add("inbound.withdrawn", InboundJson.Default.InboundWithdrawn)
        .Add("inbound.arrived", InboundJson.Default.InboundArrived);

    public static SnapshotForm<InboundState> Form { get; } = JsonSnapshots.Of(
        state => state.Count,
        state => new StoredInbound(state.Version, state.Time, [.. state.InClosingOrder]),
        stored => InboundState.From(stored.Version, stored.Time, stored.Lots),
        InboundJson.Default.StoredInbound);
}

internal sealed record StoredInbound(long Version, DateTimeOffset Time, ImmutableArray<InboundLot> Lots);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(InboundExpected))]
[JsonSerializable(typeof(InboundWithdrawn))]
[JsonSerializable(typeof(InboundArrived))]
[JsonSerializable(typeof(StoredInbound))]
internal sealed partial class InboundJson : JsonSerializerContext;
