using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Availability;

/// <summary>How far each location's figure for one SKU is trusted. Of a location that is not in it nobody knows anything bad.</summary>
public sealed class ConfidenceState
{
    private readonly SortedDictionary<string, PickConfidence> _byLocation = new(StringComparer.Ordinal);

    public long Version { get; internal set; }

    public int Locations => _byLocation.Count;

    /// <summary>In per cent, 1 to 100.</summary>
    public int PercentAt(string locationId, DateTimeOffset now) =>
        _byLocation.TryGetValue(locationId, out var confidence) ? confidence.PercentAt(now) : 100;

    /// <summary>By location.</summary>
    public ImmutableArray<LocationConfidence> All => [.. _byLocation.Select(entry => new LocationConfidence(entry.Key, entry.Value))];

    public static ConfidenceState From(long version, IEnumerable<LocationConfidence> all)
    {
        var state = new ConfidenceState { Version = version };
        foreach (var (locationId, confidence) in all)
        {
            state._byLocation[locationId] = confidence;
        }

        return state;
    }

    internal void Weigh(string locationId, Func<PickConfidence, PickConfidence> weigh) =>
        _byLocation[locationId] = weigh(_byLocation.GetValueOrDefault(locationId));
}

/// <summary>The evidence of one location.</summary>
public readonly record struct LocationConfidence(string LocationId, PickConfidence Confidence);

/// <summary>The rules of evidence: all of it counts. That none counts twice is for the journal to know.</summary>
public static class ConfidenceMachine
{
    public static ConfidenceEvent Decide(Evidence evidence, DateTimeOffset now) => evidence switch
    {
        PickEvidence e => new PickObserved(now, e.Id, e.LocationId, e.IsShort),
        CountEvidence e => new CountObserved(now, e.Id, e.LocationId, e.Booked, e.Counted),
        _ => throw new InvalidOperationException($"{evidence.GetType().Name} is no evidence that is known here."),
    };

    public static void Apply(ConfidenceState state, ConfidenceEvent happened)
    {
        state.Weigh(happened.LocationId, confidence => happened switch
        {
            PickObserved e => confidence.Picked(e.IsShort, e.At),
            CountObserved e => confidence.Counted(e.Booked, e.Counted, e.At),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} is not known here."),
        });
        state.Version++;
    }
}
