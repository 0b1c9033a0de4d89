using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>Descriptions of locations that are quick to write down, and the rules of their zones.</summary>
internal static class Places
{
    private static readonly Dictionary<string, ZoneRules> Rules = [];

    public static Location Described(string zone = "America/Chicago", params ImmutableArray<OpeningHours> hours) => new(
        "Oak Grove", LocationKind.Store, 32.85, -91.39, zone, ["pickup", "shipFrom"], hours, [], null, 60, 20, 60, ["ground"], "LA");

    public static OpeningHours Hours(string open, string close, params ImmutableArray<string> days) =>
        new(days.IsEmpty ? ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] : days, open, close);

    public static LocationProfile Profile(Location described)
    {
        var profile = ProfileReader.Read(described, out var problems);
        Assert.Empty(problems);
        return profile!;
    }

    public static Schedule Schedule(Location described) => new(Profile(described), Zone(described.TimeZone));

    public static ZoneRules Zone(string name)
    {
        lock (Rules)
        {
            return Rules.TryGetValue(name, out var known)
                ? known
                : Rules[name] = ZoneRules.Of(TimeZoneInfo.FindSystemTimeZoneById(name), 2024, 2028);
        }
    }

    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
