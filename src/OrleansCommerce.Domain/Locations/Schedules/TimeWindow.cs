namespace OrleansCommerce.Domain.Locations.Schedules;

/// <summary>From <see cref="Start"/> to, not including, <see cref="End"/>; both UTC.</summary>
public readonly record struct TimeWindow(DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Length => End - Start;
}

/// <summary>
/// The unit of pick capacity, and the time in which a customer may come. Ordered by start. Two slots are the same only if both ends are.
/// </summary>
public readonly record struct PickSlot(DateTimeOffset Start, DateTimeOffset End) : IComparable<PickSlot>
{
    public bool Overlaps(PickSlot other) => Start < other.End && other.Start < End;

    public int CompareTo(PickSlot other)
    {
        var byStart = Start.CompareTo(other.Start);
        return byStart != 0 ? byStart : End.CompareTo(other.End);
    }
}

/// <summary>What is ordered no later than <see cref="OrderBy"/> leaves with the carrier at <see cref="LeavesAt"/>.</summary>
public readonly record struct CarrierPickup(DateTimeOffset OrderBy, DateTimeOffset LeavesAt);
