using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations;

/// <summary>Reads opening hours: several a day, past midnight where they close no later than they open.</summary>
internal static class HoursReader
{
    private static readonly ImmutableArray<string> Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static ImmutableArray<WeeklyHours> Read(ImmutableArray<OpeningHours> entries, List<InvalidField> problems)
    {
        if (entries.Length > LocationLimits.EntriesMax)
        {
            problems.Add(new("hours", $"At most {LocationLimits.EntriesMax} entries."));
        }

        var read = new List<(WeeklyHours Hours, int Entry)>();
        for (var i = 0; i < entries.Length; i++)
        {
            ReadEntry(entries[i], i, read, problems);
        }

        read.Sort((x, y) => x.Hours.WeekMinute.CompareTo(y.Hours.WeekMinute));
        CheckOverlaps(read, problems);
        return [.. read.Select(entry => entry.Hours)];
    }

    private static void ReadEntry(OpeningHours entry, int at, List<(WeeklyHours, int)> read, List<InvalidField> problems)
    {
        var open = MinuteOfDay.Parse(entry.Open);
        var close = MinuteOfDay.Parse(entry.Close, mayEndDay: true);
        if (open is null)
        {
            problems.Add(new($"hours[{at}].open", "A time as HH:mm."));
        }

        if (close is null || close == open)
        {
            problems.Add(new($"hours[{at}].close", "A time as HH:mm that is not the opening; the next day's where it is earlier, 24:00 for midnight."));
        }

        if (entry.Days.IsDefaultOrEmpty)
        {
            problems.Add(new($"hours[{at}].days", "Days (mon … sun), each once."));
            return;
        }

        for (var d = 0; d < entry.Days.Length; d++)
        {
            var day = Days.IndexOf(entry.Days[d]);
            if (day < 0 || entry.Days.IndexOf(entry.Days[d]) != d)
            {
                problems.Add(new($"hours[{at}].days[{d}]", "A day (mon … sun), each once."));
            }
            else if (open is { } from && close is { } until && until != from)
            {
                read.Add((new((DayOfWeek)day, from, until > from ? until - from : until - from + LocationLimits.DayMinutes), at));
            }
        }
    }

    /// <summary>The week is a ring: what opens late on its last day may run into the first.</summary>
    private static void CheckOverlaps(List<(WeeklyHours Hours, int Entry)> sorted, List<InvalidField> problems)
    {
        for (var i = 0; i < sorted.Count; i++)
        {
            var (hours, entry) = sorted[i];
            var (next, nextEntry) = sorted[(i + 1) % sorted.Count];
            var nextStart = next.WeekMinute + (i + 1 == sorted.Count ? LocationLimits.WeekMinutes : 0);
            if (hours.WeekMinute + hours.Minutes > nextStart)
            {
                problems.Add(new($"hours[{nextEntry}]", $"Overlaps hours[{entry}] on {Days[(int)next.Day]}."));
            }
        }
    }
}
