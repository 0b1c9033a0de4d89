using OrleansCommerce.Domain.Locations;
using static OrleansCommerce.Domain.Tests.Locations.Places;

namespace OrleansCommerce.Domain.Tests.Locations;

public sealed class ProfileReaderTests
{
    public static TheoryData<string, Location> Wrong => new()
    {
        { "latitude", Described() with { Latitude = 91 } },
        { "latitude", Described() with { Latitude = double.NaN } },
        { "longitude", Described() with { Longitude = -181 } },
        { "kind", Described() with { Kind = (LocationKind)9 } },
        { "timeZone", Described() with { TimeZone = " " } },
        { "slotMinutes", Described() with { SlotMinutes = 4 } },
        { "slotMinutes", Described() with { SlotMinutes = 1_441 } },
        { "pickCapacityPerSlot", Described() with { PickCapacityPerSlot = -1 } },
        { "pickLeadMinutes", Described() with { PickLeadMinutes = 10_081 } },
        { "cutOff", Described() with { CutOff = "24:00" } },
        { "services[1]", Described() with { Services = ["pickup", "pick-up"] } },
        { "holidays[0]", Described() with { Holidays = ["2026-02-30"] } },
        { "carriers[0]", Described() with { Carriers = [""] } },
        { "hours[0].open", Described(hours: Hours("9:00", "12:00")) },
        { "hours[0].close", Described(hours: Hours("09:00", "09:00")) },
        { "hours[0].close", Described(hours: Hours("09:00", "12:60")) },
        { "hours[0].days[1]", Described(hours: Hours("09:00", "12:00", "mon", "mon")) },
        { "hours[0].days[0]", Described(hours: Hours("09:00", "12:00", "monday")) },
        { "hours[1]", Described(hours: [Hours("09:00", "12:00", "mon"), Hours("11:59", "13:00", "mon")]) },
        { "hours[0]", Described(hours: [Hours("00:00", "04:00", "sun"), Hours("20:00", "01:00", "sat")]) },
        { "hours", Described(hours: [.. Enumerable.Range(0, 51).Select(i => Hours($"{i / 6:D2}:{i % 6}0", $"{i / 6:D2}:{i % 6}5", "mon"))]) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WrongDescription_NamesTheField(string field, Location described)
    {
        Assert.Null(ProfileReader.Read(described, out var problems));
        Assert.Equal([field], problems.Select(problem => problem.Field));
    }

    [Fact]
    public void Read_LeftOutParts_HaveTheirDefaults()
    {
        var profile = Profile(Described() with { SlotMinutes = null, PickCapacityPerSlot = null, PickLeadMinutes = null });

        Assert.Equal((60, null, 0), (profile.SlotMinutes, profile.PickCapacityPerSlot, profile.PickLeadMinutes));
        Assert.Equal(LocationServices.Pickup | LocationServices.ShipFrom, profile.Services);
    }

    [Fact]
    public void Read_CapacityOfNothing_IsNotUnlimited() => Assert.Equal(0, Profile(Described() with { PickCapacityPerSlot = 0 }).PickCapacityPerSlot);

    [Fact]
    public void Read_WholeDayAndTouchingHours_DoNotOverlap() => Assert.Equal(8, Profile(Described(hours:
        [Hours("00:00", "24:00", "mon", "wed", "thu", "fri", "sat", "sun"), Hours("00:00", "12:00", "tue"), Hours("12:00", "00:00", "tue")])).Hours.Length);

    [Fact]
    public void Apply_DescriptionThatTodaysRulesRefuse_IsKeptWithoutAProfile()
    {
        var state = new LocationState();
        LocationMachine.Apply(state, new(Utc("2026-01-01T00:00"), Described() with { Services = ["teleport"] }));

        Assert.NotNull(state.Location);
        Assert.Null(state.Profile);
        Assert.Equal(["services[0]"], state.Problems.Select(problem => problem.Field));
        LocationMachine.Apply(state, new(Utc("2026-01-01T00:00"), Described()));
        Assert.NotNull(state.Profile);
        Assert.Empty(state.Problems);
    }
}
