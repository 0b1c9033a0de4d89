using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// Numbers locations in the ordinal order of their ids, so that everything that is packed by number is in one order, however it was
/// gathered. A new location gives a new index, and what was packed by the old one is packed anew.
/// </summary>
public sealed class LocationIndex
{
    /// <summary>Locations that one index, and so one routing, may know.</summary>
    public const int LocationsMax = 8_000;

    private readonly Dictionary<string, int> _numbers;

    private LocationIndex(ImmutableArray<string> ids)
    {
        Ids = ids;
        _numbers = new(ids.Length, StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            _numbers.Add(ids[i], i);
        }
    }

    public ImmutableArray<string> Ids { get; }

    /// <exception cref="ArgumentException">There are more than <see cref="LocationsMax"/>.</exception>
    public static LocationIndex Of(IEnumerable<string> locationIds)
    {
        ImmutableArray<string> ids = [.. locationIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return ids.Length > LocationsMax
            ? throw new ArgumentException($"{ids.Length} locations are more than {LocationsMax}.", nameof(locationIds))
            : new(ids);
    }

    /// <summary>Null: it is not known here.</summary>
    public int? Find(string locationId) => _numbers.TryGetValue(locationId, out var number) ? number : null;
}
