using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations.Schedules;

/// <summary>From <see cref="At"/> on the local clock is <see cref="Offset"/> ahead of UTC.</summary>
public readonly record struct OffsetChange(DateTimeOffset At, TimeSpan Offset);

/// <summary>
/// What a time zone's clocks show, as a value: its UTC offsets over some years. It comes from outside, since the table of zones is
/// data of the machine. Before the first change its offset holds, after the last one that one's.
/// </summary>
public sealed class ZoneRules
{
    private readonly long[] _fromTicks;
    private readonly long[] _offsetTicks;

    private ZoneRules(string name, IReadOnlyList<OffsetChange> changes)
    {
        Name = name;
        _fromTicks = [.. changes.Select((change, i) => i == 0 ? long.MinValue : change.At.UtcTicks)];
        _offsetTicks = [.. changes.Select(change => change.Offset.Ticks)];
    }

    public static ZoneRules Utc { get; } = Fixed("UTC", TimeSpan.Zero);

    public string Name { get; }

    public static ZoneRules Fixed(string name, TimeSpan offset) => Of(name, [new(DateTimeOffset.UnixEpoch, offset)]);

    /// <param name="changes">At least one, in ascending order; offsets are within 18 hours.</param>
    public static ZoneRules Of(string name, ImmutableArray<OffsetChange> changes)
    {
        for (var i = 0; i < changes.Length; i++)
        {
            if (changes[i].Offset.Duration() > TimeSpan.FromHours(18) || (i > 0 && changes[i].At <= changes[i - 1].At))
            {
                throw new ArgumentException($"Change {i} of {name} is out of order or out of range.", nameof(changes));
            }
        }

        return changes.IsEmpty ? throw new ArgumentException($"{name} has no offset.", nameof(changes)) : new(name, changes);
    }

    /// <summary>The rules of a zone that somebody looked up, for all of these years (UTC). Two changes within a day are not told apart.</summary>
    public static ZoneRules Of(TimeZoneInfo zone, int firstYear, int lastYear)
    {
        var at = new DateTimeOffset(firstYear, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var changes = ImmutableArray.CreateBuilder<OffsetChange>();
        changes.Add(new(at, zone.GetUtcOffset(at)));
        for (var next = at.AddDays(1); next.Year <= lastYear; at = next, next = next.AddDays(1))
        {
            var offset = zone.GetUtcOffset(next);
            if (offset != changes[^1].Offset)
            {
                changes.Add(new(FirstWith(zone, at, next), offset));
            }
        }

        return Of(zone.Id, changes.ToImmutable());
    }

    /// <summary>How far the local clock is ahead of UTC.</summary>
    public TimeSpan OffsetAt(DateTimeOffset at) => new(_offsetTicks[PeriodAt(at.UtcTicks)]);

    /// <summary>What the local clock shows.</summary>
    public DateTime LocalAt(DateTimeOffset at) => new(at.UtcTicks + OffsetAt(at).Ticks, DateTimeKind.Unspecified);

    /// <summary>
    /// The first moment at which the local clock shows this time or a later one: of a time that comes twice the first, and of one
    /// that is left out the moment at which the clock jumps over it.
    /// </summary>
    public DateTimeOffset FirstAtOrAfter(DateTime local)
    {
        for (var period = PeriodAt(local.Ticks - TimeSpan.FromHours(18).Ticks); ; period++)
        {
            var isLast = period + 1 == _fromTicks.Length;
            var ticks = local.Ticks - _offsetTicks[period];
            if (isLast || ticks < _fromTicks[period + 1])
            {
                return new(Math.Max(ticks, _fromTicks[period]), TimeSpan.Zero);
            }
        }
    }

    private int PeriodAt(long utcTicks)
    {
        var found = Array.BinarySearch(_fromTicks, utcTicks);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The second at which the offset of <paramref name="after"/> begins.</summary>
    private static DateTimeOffset FirstWith(TimeZoneInfo zone, DateTimeOffset before, DateTimeOffset after)
    {
        var offset = zone.GetUtcOffset(after);
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset ? (low, middle) : (middle, high);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
