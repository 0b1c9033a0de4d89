using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>
/// What the description of a location must look like. What it means is the domain's to say (<see cref="ProfileReader"/>); here are what
/// JSON may lack and what only this machine knows, its time zones. Each error names its field.
/// </summary>
public static class LocationRules
{
    public const int NameLengthMax = 200;
    public const int RegionLengthMax = 100;
    public const int EntryLengthMax = 50;

    private const string Utc = "UTC";
    private const int DaysPerWeek = 7;

    /// <summary>The location, or null with the problem.</summary>
    public static Location? Read(LocationBody body, out Problem? problem)
    {
        var errors = new FieldErrors();
        errors.CheckText("name", body.Name, NameLengthMax);
        var kind = ReadKind(body.Kind, errors);
        Check(GeoPoint.IsLatitude(body.Latitude), "latitude", "Degrees from -90 to 90.", errors);
        Check(GeoPoint.IsLongitude(body.Longitude), "longitude", "Degrees from -180 to 180.", errors);
        CheckTimeZone(body, errors);
        var location = new Location(
            body.Name ?? "", kind, body.Latitude ?? 0, body.Longitude ?? 0, body.TimeZone ?? Utc,
            ReadEntries("services", body.Services, errors), ReadHours(body.Hours ?? [], errors), ReadHolidays(body.Holidays ?? []), body.CutOff,
            body.SlotMinutes, body.PickCapacityPerSlot, body.PickLeadMinutes, ReadEntries("carriers", body.Carriers, errors), body.Region);
        errors.CheckOptionalText("region", body.Region, RegionLengthMax);
        if (!errors.Any)
        {
            ProfileReader.Read(location, out var problems);
            foreach (var (field, message) in problems)
            {
                errors.Add(ProblemKinds.Malformed, field, message);
            }
        }

        problem = errors.ToProblem();
        return problem is null ? location : null;
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

    // More than the limit are not looked at one by one: there may be very many.
    private static ImmutableArray<string> ReadEntries(string field, IReadOnlyList<string?>? entries, FieldErrors errors)
    {
        entries ??= [];
        for (var i = 0; i < Math.Min(entries.Count, LocationLimits.EntriesMax); i++)
        {
            errors.CheckText($"{field}[{i}]", entries[i], EntryLengthMax);
        }

        return [.. entries.Take(LocationLimits.EntriesMax + 1).Select(entry => entry ?? "")];
    }

    private static ImmutableArray<OpeningHours> ReadHours(IReadOnlyList<OpeningHoursBody?> hours, FieldErrors errors)
    {
        var read = ImmutableArray.CreateBuilder<OpeningHours>();
        foreach (var entry in hours.Take(LocationLimits.EntriesMax + 1))
        {
            Check(entry is not null, $"hours[{read.Count}]", "Days, and when it opens and closes.", errors);
            var days = entry?.Days ?? [];
            Check(days.Count <= DaysPerWeek, $"hours[{read.Count}].days", "Days (mon … sun), each once.", errors);
            read.Add(new([.. days.Take(DaysPerWeek).Select(day => day ?? "")], entry?.Open ?? "", entry?.Close ?? ""));
        }

        return read.ToImmutable();
    }

    private static ImmutableArray<string> ReadHolidays(IReadOnlyList<string?> holidays) =>
        [.. holidays.Take(LocationLimits.HolidaysMax + 1).Select(day => day ?? "")];

    private static void Check(bool isRight, string field, string message, FieldErrors errors)
    {
        if (!isRight)
        {
            errors.Add(ProblemKinds.Malformed, field, message);
        }
    }
}
