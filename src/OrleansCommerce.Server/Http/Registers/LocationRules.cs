using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>What the description of a location must look like. Each error names its field.</summary>
public static class LocationRules
{
    public const int NameLengthMax = 200;
    public const int RegionLengthMax = 100;
    public const int EntriesMax = 50;
    public const int EntryLengthMax = 50;
    public const int HolidaysMax = 400;
    public const int PickCapacityMax = 100_000;
    public const int SlotMinutesMin = 5;

    /// <summary>A day.</summary>
    public const int SlotMinutesMax = 1_440;

    /// <summary>A week.</summary>
    public const int PickLeadMinutesMax = 10_080;

    private const string Utc = "UTC";
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>The location, or null with the problem.</summary>
    public static Location? Read(LocationBody body, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckText("name", body.Name, NameLengthMax);
        var kind = ReadKind(body.Kind, errors);
        Check(GeoPoint.IsLatitude(body.Latitude), "latitude", "Degrees from -90 to 90.", errors);
        Check(GeoPoint.IsLongitude(body.Longitude), "longitude", "Degrees from -180 to 180.", errors);
        CheckTimeZone(body, errors);
        var services = ReadEntries("services", body.Services, errors);
        var carriers = ReadEntries("carriers", body.Carriers, errors);
        var hours = ReadHours(body.Hours ?? [], errors);
        var holidays = ReadHolidays(body.Holidays ?? [], errors);
        Check(body.CutOff is null || IsTime(body.CutOff), "cutOff", "A time as HH:mm.", errors);
        CheckRange("slotMinutes", body.SlotMinutes, SlotMinutesMin, SlotMinutesMax, errors);
        CheckRange("pickCapacityPerSlot", body.PickCapacityPerSlot, 0, PickCapacityMax, errors);
        CheckRange("pickLeadMinutes", body.PickLeadMinutes, 0, PickLeadMinutesMax, errors);
        errors.CheckOptionalText("region", body.Region, RegionLengthMax);
        problem = errors.ToProblem();
        return problem is not null ? null : new(
            body.Name!, kind, body.Latitude!.Value, body.Longitude!.Value, body.TimeZone ?? Utc, services, hours, holidays, body.CutOff,
            body.SlotMinutes, body.PickCapacityPerSlot, body.PickLeadMinutes, carriers, body.Region);
    }

    private static LocationKind ReadKind(string? kind, FieldErrors errors)
    {
        switch (kind)
        {
            case "store": return LocationKind.Store;
            case "warehouse": return LocationKind.Warehouse;
            case "supplier": return LocationKind.Supplier;
            default:
                errors.Add(ProblemKinds.Malformed, "kind", "One of store, warehouse, supplier.");
                return default;
        }
    }

    /// <summary>The name becomes part of a path when the zone is looked up, so its characters are checked first.</summary>
    private static void CheckTimeZone(LocationBody body, FieldErrors errors)
    {
        if (body.TimeZone is not { } zone)
        {
            var isNeeded = body.Hours is { Count: > 0 } || body.CutOff is not null;
            Check(!isNeeded, "timeZone", "Needed where there are hours or a cut-off.", errors);
            return;
        }

        var isKnown = zone.Length is > 0 and <= EntryLengthMax && char.IsAsciiLetter(zone[0])
            && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
        Check(isKnown, "timeZone", "An IANA time zone such as America/Chicago.", errors);
    }

    private static ImmutableArray<string> ReadEntries(string field, IReadOnlyList<string?>? entries, FieldErrors errors)
    {
        if (entries is null)
        {
            return [];
        }

        Check(entries.Count <= EntriesMax, field, $"At most {EntriesMax} entries.", errors);
        for (var i = 0; i < Math.Min(entries.Count, EntriesMax); i++)
        {
            errors.CheckText($"{field}[{i}]", entries[i], EntryLengthMax);
        }

        return [.. entries.OfType<string>()];
    }

    private static ImmutableArray<OpeningHours> ReadHours(IReadOnlyList<OpeningHoursBody?> hours, FieldErrors errors)
    {
        Check(hours.Count <= EntriesMax, "hours", $"At most {EntriesMax} entries.", errors);
        var read = ImmutableArray.CreateBuilder<OpeningHours>();
        for (var i = 0; i < Math.Min(hours.Count, EntriesMax); i++)
        {
            if (hours[i] is { Days: { Count: > 0 and <= 7 } days, Open: { } open, Close: { } close }
                && days.All(day => Weekdays.Contains(day)) && days.Distinct().Count() == days.Count
                && IsTime(open) && IsTime(close) && string.CompareOrdinal(open, close) < 0)
            {
                read.Add(new([.. days.OfType<string>()], open, close));
            }
            else
            {
                errors.Add(ProblemKinds.Malformed, $"hours[{i}]", "Days (mon … sun, each once), and open before close as HH:mm.");
            }
        }

        return read.ToImmutable();
    }

    private static ImmutableArray<string> ReadHolidays(IReadOnlyList<string?> holidays, FieldErrors errors)
    {
        Check(holidays.Count <= HolidaysMax, "holidays", $"At most {HolidaysMax} entries.", errors);
        for (var i = 0; i < Math.Min(holidays.Count, HolidaysMax); i++)
        {
            var isDay = DateOnly.TryParseExact(holidays[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            Check(isDay, $"holidays[{i}]", "A day as yyyy-MM-dd.", errors);
        }

        return [.. holidays.OfType<string>()];
    }

    private static bool IsTime(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void CheckRange(string field, int? value, int min, int max, FieldErrors errors) =>
        Check(value is null || (value >= min && value <= max), field, $"A whole number from {min} to {max}.", errors);

    private static void Check(bool isRight, string field, string message, FieldErrors errors)
    {
        if (!isRight)
        {
            errors.Add(ProblemKinds.Malformed, field, message);
        }
    }
}
