using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Locations;

/// <summary>The stored form of the events of pick capacity. Kinds and property names must not change: journals are read for years.</summary>
internal static class CapacityEventCodec
{
    public static EventCodec<CapacityEvent> Instance { get; } = new EventCodec<CapacityEvent>()
        .Add("capacity.set", CapacityEventJson.Default.CapacitySet)
        .Add("capacity.slotSet", CapacityEventJson.Default.SlotCapacitySet)
        .Add("capacity.held", CapacityEventJson.Default.SlotHeld)
        .Add("capacity.prepared", CapacityEventJson.Default.SlotPrepared)
        .Add("capacity.prepareAborted", CapacityEventJson.Default.SlotPrepareAborted)
        .Add("capacity.confirmed", CapacityEventJson.Default.SlotConfirmed)
        .Add("capacity.extended", CapacityEventJson.Default.SlotExtended)
        .Add("capacity.workFinished", CapacityEventJson.Default.WorkFinished)
        .Add("capacity.holdEnded", CapacityEventJson.Default.SlotHoldEnded);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CapacitySet))]
[JsonSerializable(typeof(SlotCapacitySet))]
[JsonSerializable(typeof(SlotHeld))]
[JsonSerializable(typeof(SlotPrepared))]
[JsonSerializable(typeof(SlotPrepareAborted))]
[JsonSerializable(typeof(SlotConfirmed))]
[JsonSerializable(typeof(SlotExtended))]
[JsonSerializable(typeof(WorkFinished))]
[JsonSerializable(typeof(SlotHoldEnded))]
internal sealed partial class CapacityEventJson : JsonSerializerContext;
