using OrleansCommerce.Domain.Locations.Schedules;
using static OrleansCommerce.Domain.Tests.Locations.Places;

namespace OrleansCommerce.Domain.Tests.Locations;

public sealed class ZoneRulesTests
{
    [Theory]
    [InlineData("America/Chicago")]
    [InlineData("Europe/Paris")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("UTC")]
    public void OffsetAt_AnyMoment_IsTheZonesOwn(string name)
    {
        var (zone, seeded) = (TimeZoneInfo.FindSystemTimeZoneById(name), new Seeded(1));
        for (var i = 0; i < 4_000; i++)
        {
            var at = Utc("2024-01-01T00:00").AddMinutes(seeded.Below(5 * 365 * 1_440));

            Assert.Equal(zone.GetUtcOffset(at), Zone(name).OffsetAt(at));
            Assert.Equal(TimeZoneInfo.ConvertTime(at, zone).DateTime, Zone(name).LocalAt(at));
        }
    }

    /// <summary>Against a walk over the minutes: the first at which the zone's own clock shows the time or a later one.</summary>
    [Theory]
    [InlineData("America/Chicago", "2026-03-08T00:00", "2026-11-01T00:00")]
    [InlineData("Europe/Paris", "2026-03-29T00:00", "2026-10-25T00:00")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T00:00", "2026-04-05T00:00")]
    public void FirstAtOrAfter_OnDaysOfChange_IsTheFirstMinuteThatShowsIt(string name, params string[] days)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        foreach (var day in days)
        {
            var midnight = DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
            for (var minute = 0; minute <= 300; minute += 5)
            {
                var local = midnight.AddMinutes(minute);
                var walk = new DateTimeOffset(midnight.Ticks, TimeSpan.Zero).AddDays(-1);
                while (TimeZoneInfo.ConvertTime(walk, zone).DateTime < local)
                {
                    walk = walk.AddMinutes(5);
                }

                Assert.Equal(walk, Zone(name).FirstAtOrAfter(local));
            }
        }
    }

    [Fact]
    public void Of_ChangesOutOfOrderOrRange_Throws()
    {
        var at = Utc("2026-01-01T00:00");

        Assert.Throws<ArgumentException>(() => ZoneRules.Of("x", []));
        Assert.Throws<ArgumentException>(() => ZoneRules.Of("x", [new(at, TimeSpan.Zero), new(at, TimeSpan.FromHours(1))]));
        Assert.Throws<ArgumentException>(() => ZoneRules.Of("x", [new(at, TimeSpan.FromHours(19))]));
    }
}
