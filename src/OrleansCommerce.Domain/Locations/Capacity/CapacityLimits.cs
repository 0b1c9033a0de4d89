namespace OrleansCommerce.Domain.Locations.Capacity;

/// <summary>The stated limits of one location's pick capacity. Beyond them a command is refused, never cut down.</summary>
public static class CapacityLimits
{
    /// <summary>Units of work in one hold, and of capacity in one slot.</summary>
    public const long QuantityMax = 1_000_000;

    /// <summary>Holds alive at one time at one location.</summary>
    public const int LiveHoldsMax = 100_000;

    /// <summary>Slots whose capacity differs from the location's.</summary>
    public const int OverridesMax = 1_000;

    /// <summary>Seconds that a hold may last from when it is made or extended.</summary>
    public const int TtlSecondsMax = 86_400;

    /// <summary>How far ahead a slot may be held.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(LocationLimits.HorizonDays + 1);

    /// <summary>The longest slot.</summary>
    public static readonly TimeSpan SlotLengthMax = TimeSpan.FromMinutes(LocationLimits.SlotMinutesMax);

    /// <summary>Expiries in one decision. The rest follows with the next one: until then it can't be confirmed, and is not given to others.</summary>
    public const int ExpiriesPerDecisionMax = 1_000;

    /// <summary>Ended holds, extensions and finished work a location remembers; older ones are found in the journal by their command id.</summary>
    public const int RememberedMax = 64;

    /// <summary>How long a hold stays in doubt before its location asks the reservation what was decided.</summary>
    public static readonly TimeSpan PendingPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long after its end a slot with nothing left to pick is still remembered.</summary>
    public static readonly TimeSpan SlotMemory = TimeSpan.FromHours(24);
}
