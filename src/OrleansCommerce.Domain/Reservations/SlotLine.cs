using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Reservations;

/// <summary>So much pick work, one unit for each fulfilment, in one slot of a location.</summary>
public readonly record struct SlotLine(string LocationId, PickSlot Slot, long Quantity);

/// <summary>The slots of a basket in their canonical form.</summary>
public static class SlotLines
{
    /// <summary>Work in one slot of a location is summed; the result is in the order of locations and times.</summary>
    public static ImmutableArray<SlotLine> Sum(IEnumerable<SlotLine> slots) =>
    [
        .. slots.GroupBy(line => (line.LocationId, line.Slot)).Select(group => new SlotLine(group.Key.LocationId, group.Key.Slot, group.Sum(line => line.Quantity)))
            .OrderBy(line => line.LocationId, StringComparer.Ordinal).ThenBy(line => line.Slot),
    ];
}
