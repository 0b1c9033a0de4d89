using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Routing;

/// <summary>Looks ahead from now: which slots and which dispatches a location has to offer, and what is left of them.</summary>
public static class LocationOutlook
{
    /// <summary>Slots looked at.</summary>
    public const int SlotsMax = 8;

    /// <summary>Dispatches looked at.</summary>
    public const int DispatchesMax = 3;

    /// <summary>For so long a dispatch that leaves when it is ready may be ordered as it was looked up.</summary>
    public static readonly TimeSpan WhenReadyFor = TimeSpan.FromMinutes(1);

    public static LocationFacts Of(
        string locationId, LocationProfile profile, Schedule schedule, CapacityState capacity, DateTimeOffset now) => new(
        locationId, profile.Kind, new Coordinates(profile.Latitude, profile.Longitude), profile.Services, profile.Carriers, profile.Region,
        capacity.Backlog, Slots(schedule, capacity, now), Dispatches(schedule, capacity, now, isWhenReady: profile.CutOffMinute is null), now);

    /// <summary>
    /// Slots that one may order now, until there are enough or one is free: a location that is full for a week has a slot after that.
    /// </summary>
    private static ImmutableArray<UpcomingSlot> Slots(Schedule schedule, CapacityState capacity, DateTimeOffset now)
    {
        var found = ImmutableArray.CreateBuilder<UpcomingSlot>();
        if (schedule.ReadyAt(now) is not { } ready)
        {
            return [];
        }

        UpcomingSlot? full = null;
        foreach (var slot in schedule.Slots(ready, now.AddDays(LocationLimits.HorizonDays)))
        {
            var left = capacity.Slot(slot).Left;
            if (left > 0)
            {
                found.Add(new(slot, schedule.OrderBy(slot) ?? now, left));
            }
            else if (full is null)
            {
                full = new(slot, schedule.OrderBy(slot) ?? now, 0);
            }

            if (found.Count == SlotsMax)
            {
                break;
            }
        }

        // The first full one tells "no capacity" from "no slot", and that the first free one is not the first there is.
        return full is { } first ? [.. found.Append(first).OrderBy(upcoming => upcoming.Slot)] : found.ToImmutable();
    }

    private static ImmutableArray<UpcomingDispatch> Dispatches(
        Schedule schedule, CapacityState capacity, DateTimeOffset now, bool isWhenReady)
    {
        var found = ImmutableArray.CreateBuilder<UpcomingDispatch>();
        for (var (at, next) = (now, schedule.NextCarrierPickup(now)); next is { } pickup && found.Count < DispatchesMax;)
        {
            if (PickSlotFor(schedule, capacity, at, pickup.LeavesAt) is { } picked)
            {
                found.Add(new(isWhenReady ? at + WhenReadyFor : pickup.OrderBy, pickup.LeavesAt, picked.Slot, picked.Left));
            }

            // Goods that leave when they are ready leave once; whoever orders a little later has them a little later.
            if (isWhenReady)
            {
                break;
            }

            at = pickup.LeavesAt.AddTicks(1);
            next = schedule.NextCarrierPickup(at);
        }

        return found.ToImmutable();
    }

    /// <summary>The slot in which there is time to pick before the carrier comes: the first that is free, or, with nothing left, the first.</summary>
    private static SlotFigures? PickSlotFor(Schedule schedule, CapacityState capacity, DateTimeOffset from, DateTimeOffset leavesAt)
    {
        SlotFigures? first = null;
        // The one that is under way counts, too: whoever orders just before the cut-off is picked in it.
        foreach (var slot in schedule.Slots(from - CapacityLimits.SlotLengthMax, leavesAt.AddTicks(1)))
        {
            if (slot.End <= from)
            {
                continue;
            }

            var figures = capacity.Slot(slot);
            if (figures.Left > 0)
            {
                return figures;
            }

            first ??= figures;
        }

        return first;
    }
}
