using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Locations;

/// <summary>The location is described anew; what was known of it before no longer holds.</summary>
public sealed record LocationDescribed(DateTimeOffset At, Location Location);

/// <summary>What is known of one location. Null until it is described.</summary>
public sealed class LocationState
{
    public Location? Location { get; internal set; }

    /// <summary>The description as schedules and routing use it; null where it is wrong, for which <see cref="Problems"/> has the reasons.</summary>
    public LocationProfile? Profile { get; internal set; }
    public ImmutableArray<InvalidField> Problems { get; internal set; } = [];
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
        // What was recorded is a fact, even where today's rules would refuse it: then there is no profile, and nobody is routed there.
        state.Profile = ProfileReader.Read(happened.Location, out var problems);
        state.Problems = problems;
        state.Version++;
    }
}
