namespace OrleansCommerce.Domain.Locations.Schedules;

/// <summary>
/// When a location is open, has slots and hands over to carriers. Everything is UTC; opening times are the wall clock's, slots are of
/// equal length in elapsed time, so a day on which clocks change has fewer or more of them.
/// </summary>
public sealed class Schedule(LocationProfile profile, ZoneRules zone)
{
    private readonly TimeSpan _slot = TimeSpan.FromMinutes(profile.SlotMinutes);
    private readonly TimeSpan _lead = TimeSpan.FromMinutes(profile.PickLeadMinutes);

    /// <summary>
    /// The opening windows, whole, that overlap from … to, in order. On a holiday none begins; one of the evening before runs on. Where
    /// no hours are stated each day is one window.
    /// </summary>
    public IEnumerable<TimeWindow> OpenWindows(DateTimeOffset from, DateTimeOffset to)
    {
        // Hours past midnight began the day before; clocks may differ by one more.
        var last = DateOnly.FromDateTime(zone.LocalAt(to)).AddDays(1);
        for (var day = DateOnly.FromDateTime(zone.LocalAt(from)).AddDays(-2); day <= last; day = day.AddDays(1))
        {
            foreach (var window in WindowsOf(day))
            {
                if (window.End > from && window.Start < to)
                {
                    yield return window;
                }
            }
        }
    }

    public bool IsOpen(DateTimeOffset at) => OpenWindows(at, at.AddTicks(1)).Any();

    /// <summary>The slots that start within from … to, in order. The rest of a window that is too short for a slot has none.</summary>
    public IEnumerable<PickSlot> Slots(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var window in OpenWindows(from, to))
        {
            var skipped = from > window.Start ? (from - window.Start + _slot - TimeSpan.FromTicks(1)).Ticks / _slot.Ticks : 0;
            for (var start = window.Start + (_slot * skipped); start < to && start + _slot <= window.End; start += _slot)
            {
                yield return new(start, start + _slot);
            }
        }
    }

    /// <summary>Whether this is one of the location's slots.</summary>
    public bool IsSlot(PickSlot slot) => Slots(slot.Start, slot.Start.AddTicks(1)).Contains(slot);

    /// <summary>
    /// When what is ordered at <paramref name="at"/> is ready, at the earliest: the lead time counts while it is open, since somebody must
    /// be there to pick. Null: not within <see cref="LocationLimits.HorizonDays"/>.
    /// </summary>
    public DateTimeOffset? ReadyAt(DateTimeOffset at)
    {
        var left = _lead;
        foreach (var window in OpenWindows(at, Horizon(at)))
        {
            var start = window.Start > at ? window.Start : at;
            if (left <= window.End - start)
            {
                return start + left;
            }

            left -= window.End - start;
        }

        return null;
    }

    /// <summary>The first slot for what is ordered at <paramref name="at"/>. Null: none within <see cref="LocationLimits.HorizonDays"/>.</summary>
    public PickSlot? NextSlot(DateTimeOffset at) =>
        ReadyAt(at) is { } ready ? Slots(ready, Horizon(at)).Select(slot => (PickSlot?)slot).FirstOrDefault() : null;

    /// <summary>Until when one may order for this slot. Null: not even at the edge of <see cref="LocationLimits.HorizonDays"/>.</summary>
    public DateTimeOffset? OrderBy(PickSlot slot) => OrderBy(slot, days: 3) ?? OrderBy(slot, LocationLimits.HorizonDays);

    /// <summary>
    /// The next time that goods leave. With a cut-off they leave at it, on days on which the location opens; without one as soon as they
    /// are ready. Null: not within <see cref="LocationLimits.HorizonDays"/>.
    /// </summary>
    public CarrierPickup? NextCarrierPickup(DateTimeOffset at)
    {
        if (profile.CutOffMinute is not { } minute)
        {
            return ReadyAt(at) is { } ready ? new(at, ready) : null;
        }

        var last = DateOnly.FromDateTime(zone.LocalAt(Horizon(at)));
        for (var day = DateOnly.FromDateTime(zone.LocalAt(at)).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            var cutOff = Moment(day, minute);
            if (cutOff >= at && WindowsOf(day).Any())
            {
                return new(cutOff, cutOff);
            }
        }

        return null;
    }

    private DateTimeOffset? OrderBy(PickSlot slot, int days)
    {
        var left = _lead;
        foreach (var window in OpenWindows(slot.Start.AddDays(-days), slot.Start).Reverse())
        {
            var end = window.End < slot.Start ? window.End : slot.Start;
            if (left <= end - window.Start)
            {
                return left == TimeSpan.Zero ? slot.Start : end - left;
            }

            left -= end - window.Start;
        }

        return left == TimeSpan.Zero ? slot.Start : null;
    }

    private IEnumerable<TimeWindow> WindowsOf(DateOnly day)
    {
        if (profile.Holidays.AsSpan().BinarySearch(day) >= 0)
        {
            yield break;
        }

        if (profile.Hours.IsEmpty)
        {
            var whole = new TimeWindow(Moment(day, 0), Moment(day, LocationLimits.DayMinutes));
            // A zone may leave a whole day out.
            if (whole.Length > TimeSpan.Zero)
            {
                yield return whole;
            }
        }

        foreach (var hours in profile.Hours)
        {
            if (hours.Day == day.DayOfWeek)
            {
                var window = new TimeWindow(Moment(day, hours.OpenMinute), Moment(day, hours.OpenMinute + hours.Minutes));
                if (window.Length > TimeSpan.Zero)
                {
                    yield return window;
                }
            }
        }
    }

    private DateTimeOffset Moment(DateOnly day, int minute) => zone.FirstAtOrAfter(day.ToDateTime(default).AddMinutes(minute));

    private static DateTimeOffset Horizon(DateTimeOffset at) => at.AddDays(LocationLimits.HorizonDays);
}
