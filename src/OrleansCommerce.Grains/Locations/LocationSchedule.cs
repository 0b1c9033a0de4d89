using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Locations;

/// <summary>A location's description as its pick capacity knows it: at most some seconds old.</summary>
internal sealed class LocationSchedule(ILocationGrain location, EngineClock clock)
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(5);

    /// <summary>Years around now for which clock changes are looked up; they are looked up anew when the middle is past.</summary>
    private const int YearsAround = 2;

    private Location? _described;
    private long _readAt;
    private bool _isRead;
    private int _year;

    /// <summary>Null: nobody has described it, or not rightly.</summary>
    public LocationProfile? Profile { get; private set; }

    public Schedule? Current { get; private set; }

    public void Forget() => _isRead = false;

    public async Task Refresh()
    {
        if (_isRead && clock.Provider.GetElapsedTime(_readAt) < AgeMax)
        {
            return;
        }

        var described = await location.Read();
        (_readAt, _isRead) = (clock.Provider.GetTimestamp(), true);
        if (Equals(described, _described) && _year == clock.Now.Year)
        {
            return;
        }

        (_described, _year) = (described, clock.Now.Year);
        Profile = described is null ? null : ProfileReader.Read(described, out _);
        Current = Profile is { } profile && Zone(profile.TimeZone) is { } zone ? new Schedule(profile, zone) : null;
    }

    /// <summary>The table of zones is data of this machine; one that it does not know is one whose hours nobody can tell.</summary>
    private ZoneRules? Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? ZoneRules.Of(zone, _year - YearsAround, _year + YearsAround)
        : null;
}
