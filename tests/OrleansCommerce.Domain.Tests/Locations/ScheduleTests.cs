using static OrleansCommerce.Domain.Tests.Locations.Places;

namespace OrleansCommerce.Domain.Tests.Locations;

public sealed class ScheduleTests
{
    [Fact]
    public void Slots_OrdinaryDay_AreTheWallClocks()
    {
        var slots = Schedule(Described(hours: Hours("09:00", "12:30"))).Slots(Utc("2026-01-15T00:00"), Utc("2026-01-16T00:00"));

        Assert.Equal(["15:00", "16:00", "17:00"], slots.Select(slot => $"{slot.Start:HH:mm}"));
    }

    /// <summary>In Chicago the clock goes from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on 1 November.</summary>
    [Theory]
    [InlineData("2026-03-08", "00:00", "06:00", 5)]
    [InlineData("2026-11-01", "00:00", "06:00", 7)]
    [InlineData("2026-03-08", "02:15", "02:45", 0)]
    [InlineData("2026-03-08", "02:15", "04:00", 1)]
    [InlineData("2026-11-01", "01:00", "02:00", 2)]
    [InlineData("2026-03-07", "00:00", "06:00", 6)]
    public void Slots_OnDaysOfChange_HaveTheirFullLength(string day, string open, string close, int count)
    {
        var from = Utc($"{day}T06:00");
        var slots = Schedule(Described(hours: Hours(open, close))).Slots(from.AddHours(-1), from.AddHours(12)).ToList();

        Assert.Equal(count, slots.Count);
        Assert.All(slots, slot => Assert.Equal(TimeSpan.FromHours(1), slot.End - slot.Start));
        Assert.Equal(slots.Count, slots.Select(slot => slot.Start).Distinct().Count());
    }

    [Fact]
    public void OpenWindows_PastMidnight_RunOnIntoTheNextDayAndIntoAHoliday()
    {
        var described = Described(hours: Hours("18:00", "02:00", "fri")) with { Holidays = ["2026-01-17"] };
        var window = Assert.Single(Schedule(described).OpenWindows(Utc("2026-01-17T07:00"), Utc("2026-01-17T20:00")));

        Assert.Equal((Utc("2026-01-17T00:00"), Utc("2026-01-17T08:00")), (window.Start, window.End));
    }

    [Fact]
    public void OpenWindows_OnAHoliday_DoNotBegin() => Assert.Empty(
        Schedule(Described(hours: Hours("09:00", "12:00")) with { Holidays = ["2026-12-25"] })
            .OpenWindows(Utc("2026-12-25T06:00"), Utc("2026-12-26T06:00")));

    [Fact]
    public void OpenWindows_NoHours_AreAlways()
    {
        var schedule = Schedule(Described());
        var seeded = new Seeded(2);
        for (var i = 0; i < 300; i++)
        {
            Assert.True(schedule.IsOpen(Utc("2026-01-01T00:00").AddMinutes(seeded.Below(700_000))));
        }

        Assert.Equal(23, schedule.Slots(Utc("2026-03-08T06:00"), Utc("2026-03-09T05:00")).Count());
        Assert.Equal(25, schedule.Slots(Utc("2026-11-01T05:00"), Utc("2026-11-02T06:00")).Count());
    }

    [Theory]
    [InlineData("2026-01-15T14:00", "2026-01-15T16:00")]
    [InlineData("2026-01-15T15:30", "2026-01-15T17:00")]
    [InlineData("2026-01-15T17:30", "2026-01-15T21:00")]
    [InlineData("2026-01-15T22:30", "2026-01-16T16:00")]
    [InlineData("2026-01-16T22:30", "2026-01-19T16:00")]
    public void NextSlot_WithALeadOfAnHour_CountsItWhileOpen(string at, string start)
    {
        string[] week = ["mon", "tue", "wed", "thu", "fri"];
        var schedule = Schedule(Described(hours: [Hours("09:00", "12:00", [.. week]), Hours("14:00", "17:00", [.. week])]));

        Assert.Equal(Utc(start), schedule.NextSlot(Utc(at))?.Start);
    }

    [Theory]
    [InlineData("2026-01-15T21:59", "2026-01-15T22:00")]
    [InlineData("2026-01-15T22:00", "2026-01-15T22:00")]
    [InlineData("2026-01-15T22:01", "2026-01-16T22:00")]
    [InlineData("2026-01-17T22:01", "2026-01-19T22:00")]
    [InlineData("2026-07-15T20:00", "2026-07-15T21:00")]
    public void NextCarrierPickup_AroundTheCutOff_IsTheNextDayThatOpens(string at, string leaves)
    {
        var described = Described(hours: Hours("09:00", "17:00", "mon", "tue", "wed", "thu", "fri", "sat")) with { CutOff = "16:00" };

        Assert.Equal(Utc(leaves), Schedule(described).NextCarrierPickup(Utc(at))?.LeavesAt);
    }

    [Fact]
    public void NextSlot_NeverOpen_IsNone()
    {
        var holidays = Enumerable.Range(0, 100).Select(day => new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd"));
        var schedule = Schedule(Described(hours: Hours("09:00", "17:00")) with { Holidays = [.. holidays], CutOff = "12:00" });

        Assert.Null(schedule.NextSlot(Utc("2026-01-02T00:00")));
        Assert.Null(schedule.NextCarrierPickup(Utc("2026-01-02T00:00")));
    }

    /// <summary>Long spans of random hours: windows and slots never overlap, and who orders in time is ready in time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Schedule_RandomHours_KeepsItsPromises(int seed)
    {
        var seeded = new Seeded((ulong)seed);
        for (var i = 0; i < 40; i++)
        {
            var schedule = Schedule(RandomHours.Draw(seeded));
            var from = Utc("2026-01-01T00:00").AddMinutes(seeded.Below(500_000));
            var windows = schedule.OpenWindows(from, from.AddDays(20)).ToList();
            Assert.True(windows.Zip(windows.Skip(1)).All(pair => pair.First.End <= pair.Second.Start));
            var slots = schedule.Slots(from, from.AddDays(20)).ToList();
            Assert.True(slots.Zip(slots.Skip(1)).All(pair => pair.First.End <= pair.Second.Start));
            Assert.All(slots, slot => Assert.Contains(windows, window => window.Start <= slot.Start && slot.End <= window.End));
            foreach (var slot in slots.Where((_, at) => at % 29 == 0))
            {
                Assert.True(schedule.IsSlot(slot));
                Assert.False(schedule.IsSlot(slot with { Start = slot.Start.AddMinutes(1) }));
                var orderBy = schedule.OrderBy(slot)!.Value;
                Assert.True(schedule.ReadyAt(orderBy) <= slot.Start);
                Assert.False(schedule.ReadyAt(orderBy.AddMinutes(1)) <= slot.Start && schedule.IsOpen(orderBy));
                Assert.True(schedule.NextSlot(orderBy)!.Value.Start <= slot.Start);
            }
        }
    }
}
