using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// What routing knows of every location, by its number: immutable, shared by all requests, and made anew when locations change. What
/// each request looks at lies side by side.
/// </summary>
public sealed class LocationBoard
{
    private readonly LocationFacts[] _facts;
    private readonly Entry[] _entries;

    private LocationBoard(LocationIndex index, LocationFacts[] facts, object shape)
    {
        (Index, _facts, Shape) = (index, facts, shape);
        _entries = new Entry[facts.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            _entries[i] = Entry.Of(facts[i]);
        }
    }

    public LocationIndex Index { get; }

    public int Count => _facts.Length;

    /// <summary>What is known of a location by its number.</summary>
    public LocationFacts this[int number] => _facts[number];

    internal ReadOnlySpan<Entry> Entries => _entries;

    /// <summary>
    /// The same object for as long as nothing changes that a policy's rules speak of: what kind a location is, its region and carriers.
    /// Boards follow each other ten times a second, as slots fill; what is worked out of a policy holds for all of one shape.
    /// </summary>
    internal object Shape { get; }

    /// <summary>Of two that speak of one location, the later in the list counts.</summary>
    public static LocationBoard Of(IEnumerable<LocationFacts> facts)
    {
        var byId = new Dictionary<string, LocationFacts>(StringComparer.Ordinal);
        foreach (var one in facts)
        {
            byId[one.LocationId] = one;
        }

        var index = LocationIndex.Of(byId.Keys);
        return new(index, [.. index.Ids.Select(id => byId[id])], new object());
    }

    /// <summary>The same with some locations as they are now. It keeps its index unless one of them is new.</summary>
    public LocationBoard With(IReadOnlyCollection<LocationFacts> changed)
    {
        if (changed.Any(one => Index.Find(one.LocationId) is null))
        {
            return Of(_facts.Concat(changed));
        }

        var facts = (LocationFacts[])_facts.Clone();
        var hasShape = true;
        foreach (var one in changed)
        {
            var number = Index.Find(one.LocationId)!.Value;
            hasShape = hasShape && IsAlike(facts[number], one);
            facts[number] = one;
        }

        return new(Index, facts, hasShape ? Shape : new object());
    }

    private static bool IsAlike(LocationFacts x, LocationFacts y) =>
        x.Kind == y.Kind && x.Region == y.Region
        && (x.Carriers == y.Carriers
            || (!x.Carriers.IsDefault && !y.Carriers.IsDefault && x.Carriers.SequenceEqual(y.Carriers, StringComparer.Ordinal)));

    /// <summary>What every request looks at, of one location.</summary>
    internal readonly record struct Entry(UnitVector At, bool HasPlace, LocationServices Services, double Backlog)
    {
        public static Entry Of(LocationFacts facts) => new(
            facts.Place is { IsValid: true } place ? UnitVector.Of(place) : default, facts.Place is { IsValid: true }, facts.Services, facts.Backlog);
    }
}

/// <summary>What one request is decided on: the locations, and of each of its lines where the SKU is, in the order of the lines.</summary>
public sealed record RoutingSnapshot(LocationBoard Board, ImmutableArray<SkuStock> Stock);
