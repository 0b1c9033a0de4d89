namespace OrleansCommerce.Domain.Locations;

/// <summary>The stated limits of a location's description. Beyond them it is refused, never cut down.</summary>
public static class LocationLimits
{
    public const int DayMinutes = 1_440;
    public const int WeekMinutes = 7 * DayMinutes;

    /// <summary>Entries of hours, services or carriers.</summary>
    public const int EntriesMax = 50;
    public const int HolidaysMax = 400;
    public const int SlotMinutesMin = 5;

    /// <summary>A day.</summary>
    public const int SlotMinutesMax = DayMinutes;
    public const int PickCapacityMax = 100_000;

    /// <summary>A week of opening time.</summary>
    public const int PickLeadMinutesMax = WeekMinutes;

    /// <summary>How far ahead slots and carrier pickups are looked for.</summary>
    public const int HorizonDays = 60;
}
