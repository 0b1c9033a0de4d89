using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Tests.Locations;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>From a description, a schedule and what is taken on, to what routing may promise.</summary>
public sealed class LocationOutlookTests
{
    /// <summary>A Thursday, 08:30 in Chicago.</summary>
    private static readonly DateTimeOffset Morning = Places.Utc("2026-01-15T14:30");

    private static readonly Location Store = Places.Described(hours: Places.Hours("09:00", "17:00")) with { CutOff = "16:00", PickCapacityPerSlot = 2 };

    [Fact]
    public void Of_EmptyDay_OffersTheNextSlotsAndTodaysCarrier()
    {
        var facts = Facts(Store, new());

        Assert.Equal(Places.Utc("2026-01-15T16:00"), facts.Slots[0].Slot.Start);
        Assert.Equal(Places.Utc("2026-01-15T15:00"), facts.Slots[0].OrderBy);
        Assert.Equal((LocationOutlook.SlotsMax, LocationOutlook.DispatchesMax), (facts.Slots.Length, facts.Dispatches.Length));
        Assert.Equal(Places.Utc("2026-01-15T22:00"), facts.Dispatches[0].LeavesAt);
        Assert.Equal(Places.Utc("2026-01-15T15:00"), facts.Dispatches[0].Slot.Start);
    }

    [Fact]
    public void Of_FullSlots_OffersTheFirstFreeOneAndSaysThatOneIsFull()
    {
        var capacity = Filled(2, from: 2, slots: 3);
        var facts = Facts(Store, capacity);

        Assert.Equal([(0L, "16:00"), (2L, "19:00")], facts.Slots.Take(2).Select(slot => (slot.Left, $"{slot.Slot.Start:HH:mm}")));
        Assert.Equal(6, facts.Backlog);
    }

    [Fact]
    public void Of_NoTimeToPickBeforeTheCarrier_HasNothingLeftForIt()
    {
        var facts = Facts(Store, Filled(2, from: 1, slots: 8));

        Assert.Equal((0L, 2L), (facts.Dispatches[0].Left, facts.Dispatches[1].Left));
    }

    [Fact]
    public void Of_NeverOpen_OffersNothing()
    {
        var days = Enumerable.Range(0, 100).Select(day => new DateOnly(2026, 1, 10).AddDays(day).ToString("yyyy-MM-dd"));
        var facts = Facts(Store with { Holidays = [.. days] }, new());

        Assert.Empty(facts.Slots);
        Assert.Empty(facts.Dispatches);
    }

    [Fact]
    public void Of_CapacityOfNothing_IsNoCapacityAndNotClosed()
    {
        var capacity = new CapacityState();
        CapacityMachine.Apply(capacity, new CapacitySet(Morning, 0, []));
        var answer = Case.Of(FulfilmentMethods.Pickup, 1).With("s", 1, facts => facts with { Slots = Facts(Store, capacity).Slots }, 5)
            .Asking(request => request with { At = Morning }).Following(policy => policy with { Ladder = [] }).Route();

        Assert.Equal([ReasonCodes.NoCapacity], answer.Explanation!.WhyNot("s")!.Reasons);
    }

    [Fact]
    public void Of_LastMinuteBeforeTheCutOff_IsPickedInTheSlotUnderWay()
    {
        var now = Places.Utc("2026-01-15T21:59");
        var schedule = Places.Schedule(Store);
        var facts = LocationOutlook.Of("s", Places.Profile(Store), schedule, new(), now);

        Assert.Equal((Places.Utc("2026-01-15T22:00"), Places.Utc("2026-01-15T21:00")), (facts.Dispatches[0].LeavesAt, facts.Dispatches[0].Slot.Start));
    }

    [Fact]
    public void Of_WithoutACutOff_CanStillBeOrderedSecondsAfterItWasLookedUp()
    {
        var store = Store with { CutOff = null, PickLeadMinutes = 0 };
        var facts = Facts(store, new());
        var answer = Case.Of(FulfilmentMethods.Delivery, 1).With("s", 1, known => known with { Dispatches = facts.Dispatches }, 5)
            .Asking(request => request with { At = Morning.AddSeconds(5) }).Following(policy => policy with { Ladder = [] }).Route();

        Assert.Equal("s", Assert.Single(Assert.Single(answer.Options).Fulfilments).LocationId);
    }

    private static LocationFacts Facts(Location described, CapacityState capacity) =>
        LocationOutlook.Of("s", Places.Profile(described), Places.Schedule(described), capacity, Morning);

    /// <summary>So many slots, from the hour after 08:00 on, with their capacity taken.</summary>
    private static CapacityState Filled(long perSlot, int from, int slots)
    {
        var state = new CapacityState();
        CapacityMachine.Apply(state, new CapacitySet(Morning, perSlot, []));
        for (var i = 0; i < slots; i++)
        {
            var start = Places.Utc("2026-01-15T14:00").AddHours(from + i);
            CapacityMachine.Apply(state, new SlotHeld(Morning, $"r-{i}", new(start, start.AddHours(1)), perSlot, Morning.AddHours(1), 600, null, false));
            CapacityMachine.Apply(state, new SlotConfirmed(Morning, $"r-{i}"));
        }

        return state;
    }
}
