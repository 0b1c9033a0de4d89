using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Routing;

/// <summary>What routing knows of a location at <see cref="AsOf"/>. <c>LocationOutlook</c> makes it of a profile, a schedule and its capacity.</summary>
/// <param name="Place">Null: nobody knows where it is, so nothing is routed there.</param>
/// <param name="Backlog">Fulfilments confirmed and not yet picked.</param>
/// <param name="Slots">The next ones in which a customer may come, by start. Empty: it does not open.</param>
/// <param name="Dispatches">The next ones, by time.</param>
public sealed record LocationFacts(
    string LocationId, LocationKind Kind, Coordinates? Place, LocationServices Services, ImmutableArray<string> Carriers, string? Region,
    long Backlog, ImmutableArray<UpcomingSlot> Slots, ImmutableArray<UpcomingDispatch> Dispatches, DateTimeOffset AsOf)
{
    /// <summary>Whether the other says the same, of whatever time it is.</summary>
    public bool SaysTheSame(LocationFacts other) =>
        (LocationId, Kind, Place, Services, Region, Backlog) == (other.LocationId, other.Kind, other.Place, other.Services, other.Region, other.Backlog)
        && Carriers.SequenceEqual(other.Carriers, StringComparer.Ordinal) && Slots.SequenceEqual(other.Slots) && Dispatches.SequenceEqual(other.Dispatches);
}

/// <summary>A slot for what is ordered no later than <see cref="OrderBy"/>, with <see cref="Left"/> fulfilments still free.</summary>
public readonly record struct UpcomingSlot(PickSlot Slot, DateTimeOffset OrderBy, long Left);

/// <summary>Goods that leave at <see cref="LeavesAt"/> when ordered no later than <see cref="OrderBy"/>, and are picked in <see cref="Slot"/>.</summary>
public readonly record struct UpcomingDispatch(DateTimeOffset OrderBy, DateTimeOffset LeavesAt, PickSlot Slot, long Left);
