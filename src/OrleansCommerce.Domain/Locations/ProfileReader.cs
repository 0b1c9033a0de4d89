using System.Collections.Immutable;
using System.Globalization;

namespace OrleansCommerce.Domain.Locations;

/// <summary>Reads a location's description. Every field that is wrong is named, not only the first.</summary>
public static class ProfileReader
{
    /// <summary>The profile, or null with at least one problem.</summary>
    public static LocationProfile? Read(Location location, out ImmutableArray<InvalidField> problems)
    {
        var found = new List<InvalidField>();
        Check(location.Latitude is >= -90 and <= 90, "latitude", "Degrees from -90 to 90.", found);
        Check(location.Longitude is >= -180 and <= 180, "longitude", "Degrees from -180 to 180.", found);
        Check(Enum.IsDefined(location.Kind), "kind", "One of store, warehouse, supplier.", found);
        Check(!string.IsNullOrWhiteSpace(location.TimeZone), "timeZone", "An IANA time zone such as America/Chicago.", found);
        CheckRange("slotMinutes", location.SlotMinutes, LocationLimits.SlotMinutesMin, LocationLimits.SlotMinutesMax, found);
        CheckRange("pickCapacityPerSlot", location.PickCapacityPerSlot, 0, LocationLimits.PickCapacityMax, found);
        CheckRange("pickLeadMinutes", location.PickLeadMinutes, 0, LocationLimits.PickLeadMinutesMax, found);
        var cutOff = location.CutOff is { } text ? MinuteOfDay.Parse(text) : null;
        Check(location.CutOff is null || cutOff is not null, "cutOff", "A time as HH:mm.", found);
        var services = ReadServices(location.Services, found);
        var hours = HoursReader.Read(location.Hours, found);
        var holidays = ReadHolidays(location.Holidays, found);
        CheckCarriers(location.Carriers, found);
        problems = [.. found];
        return found.Count > 0 ? null : new()
        {
            Kind = location.Kind,
            Latitude = location.Latitude,
            Longitude = location.Longitude,
            TimeZone = location.TimeZone,
            Services = services,
            Hours = hours,
            Holidays = holidays,
            CutOffMinute = cutOff,
            SlotMinutes = location.SlotMinutes ?? LocationProfile.SlotMinutesDefault,
            PickCapacityPerSlot = location.PickCapacityPerSlot,
            PickLeadMinutes = location.PickLeadMinutes ?? 0,
            Carriers = [.. location.Carriers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Region = location.Region,
        };
    }

    private static LocationServices ReadServices(ImmutableArray<string> names, List<InvalidField> found)
    {
        CheckCount(names.Length, "services", LocationLimits.EntriesMax, found);
        var services = LocationServices.None;
        for (var i = 0; i < names.Length; i++)
        {
            var service = ServiceNames.Find(names[i]);
            Check(service is not null, $"services[{i}]", "One of pickup, curbside, shipFrom, returns.", found);
            services |= service ?? LocationServices.None;
        }

        return services;
    }

    private static ImmutableArray<DateOnly> ReadHolidays(ImmutableArray<string> days, List<InvalidField> found)
    {
        CheckCount(days.Length, "holidays", LocationLimits.HolidaysMax, found);
        var read = new SortedSet<DateOnly>();
        for (var i = 0; i < days.Length; i++)
        {
            var isDay = DateOnly.TryParseExact(days[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            Check(isDay, $"holidays[{i}]", "A day as yyyy-MM-dd.", found);
            read.Add(day);
        }

        return [.. read];
    }

    private static void CheckCarriers(ImmutableArray<string> carriers, List<InvalidField> found)
    {
        CheckCount(carriers.Length, "carriers", LocationLimits.EntriesMax, found);
        for (var i = 0; i < carriers.Length; i++)
        {
            Check(!string.IsNullOrWhiteSpace(carriers[i]), $"carriers[{i}]", "The name of a carrier.", found);
        }
    }

    private static void CheckRange(string field, int? value, int min, int max, List<InvalidField> found) =>
        Check(value is null || (value >= min && value <= max), field, $"A whole number from {min} to {max}.", found);

    private static void CheckCount(int count, string field, int max, List<InvalidField> found) =>
        Check(count <= max, field, $"At most {max} entries.", found);

    private static void Check(bool isRight, string field, string message, List<InvalidField> found)
    {
        if (!isRight)
        {
            found.Add(new(field, message));
        }
    }
}
