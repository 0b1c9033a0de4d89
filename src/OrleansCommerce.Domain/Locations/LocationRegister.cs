namespace OrleansCommerce.Domain.Locations;

/// <summary>The location is described anew; what was known of it before no longer holds.</summary>
public sealed record LocationDescribed(DateTimeOffset At, Location Location);

/// <summary>What is known of one location. Null until it is described.</summary>
public sealed class LocationState
{
    public Location? Location { get; internal set; }
    public long Version { get; internal set; }
}

/// <summary>The rules of one location's register entry.</summary>
public static class LocationMachine
{
    /// <summary>The event to append, or null: it is described like this already.</summary>
    public static LocationDescribed? Decide(LocationState state, Location location, DateTimeOffset now) =>
        location.Equals(state.Location) ? null : new LocationDescribed(now, location);

    public static void Apply(LocationState state, LocationDescribed happened)
    {
        state.Location = happened.Location;
        state.Version++;
    }
}
