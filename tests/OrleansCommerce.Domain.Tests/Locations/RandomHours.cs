using OrleansCommerce.Domain.Locations;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>Draws hours that do not overlap: up to two openings a day, the second past midnight now and then.</summary>
internal static class RandomHours
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static Location Draw(Seeded seeded)
    {
        var days = Days.Where(_ => !seeded.OneIn(4)).ToList();
        var hours = new List<OpeningHours>();
        if (days.Count > 0 && !seeded.OneIn(6))
        {
            hours.Add(new([.. days], Time(360 + seeded.Below(240)), Time(660 + seeded.Below(120))));
            if (seeded.OneIn(2))
            {
                hours.Add(new([.. days], Time(800 + seeded.Below(240)), seeded.OneIn(2) ? Time(seeded.Below(180)) : Time(1_100 + seeded.Below(300))));
            }
        }

        return Places.Described(seeded.Pick("America/Chicago", "Europe/Paris", "Australia/Lord_Howe"), [.. hours]) with
        {
            SlotMinutes = seeded.Pick(15, 30, 60, 90),
            PickLeadMinutes = seeded.Pick(0, 45, 60, 600),
            Holidays = [.. Enumerable.Range(0, 12).Select(_ => new DateOnly(2026, 1, 1).AddDays(seeded.Below(365)).ToString("yyyy-MM-dd"))],
        };
    }

    private static string Time(int minute) => $"{minute / 60:D2}:{minute % 60:D2}";
}
