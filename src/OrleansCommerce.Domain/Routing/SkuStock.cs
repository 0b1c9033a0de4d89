using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>One location's figure for a SKU: available after safety stock, and how far it is trusted (<see cref="PickConfidence"/>).</summary>
public readonly record struct StockFigure(string LocationId, long Available, int ConfidencePercent = 100);

/// <summary>Units that a location expects. Null: nobody knows when.</summary>
public readonly record struct InboundFigure(string LocationId, long Quantity, DateTimeOffset? ExpectedAt);

/// <summary>Where one SKU is, packed by the numbers of a <see cref="LocationIndex"/>: immutable, and 13 bytes a location.</summary>
public sealed class SkuStock
{
    private readonly int[] _location;
    private readonly long[] _available;
    private readonly byte[] _confidence;

    private SkuStock(string sku, LocationIndex index, DateTimeOffset asOf, List<(int Number, StockFigure Figure)> sorted)
    {
        (Sku, Index, AsOf) = (sku, index, asOf);
        _location = new int[sorted.Count];
        _available = new long[sorted.Count];
        _confidence = new byte[sorted.Count];
        for (var i = 0; i < sorted.Count; i++)
        {
            _location[i] = sorted[i].Number;
            _available[i] = sorted[i].Figure.Available;
            _confidence[i] = (byte)Math.Clamp(sorted[i].Figure.ConfidencePercent, 1, 100);
        }
    }

    private SkuStock(SkuStock other, DateTimeOffset asOf, long[] available) =>
        (Sku, Index, AsOf, Inbound, _location, _available, _confidence) =
        (other.Sku, other.Index, asOf, other.Inbound, other._location, available, other._confidence);

    public string Sku { get; }
    public LocationIndex Index { get; }

    /// <summary>How old the oldest of the figures may be.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>By location, then time.</summary>
    public ImmutableArray<(int Location, long Quantity, DateTimeOffset? ExpectedAt)> Inbound { get; private init; } = [];

    public int Count => _location.Length;

    internal ReadOnlySpan<int> Location => _location;
    internal ReadOnlySpan<long> Available => _available;
    internal ReadOnlySpan<byte> Confidence => _confidence;

    /// <summary>Locations that the index does not know, and those with nothing to give, are left out. The order does not matter; of two figures for one location the later in the list counts.</summary>
    public static SkuStock Pack(
        LocationIndex index, string sku, DateTimeOffset asOf, IEnumerable<StockFigure> figures, IEnumerable<InboundFigure>? inbound = null)
    {
        var found = new List<(int Number, StockFigure Figure)>();
        var isSorted = true;
        foreach (var figure in figures)
        {
            if (index.Find(figure.LocationId) is { } number)
            {
                isSorted = isSorted && (found.Count == 0 || found[^1].Number < number);
                found.Add((number, figure));
            }
        }

        if (!isSorted)
        {
            found = [.. found.GroupBy(entry => entry.Number).OrderBy(group => group.Key).Select(group => group.Last())];
        }

        found.RemoveAll(static entry => entry.Figure.Available <= 0);
        return new(sku, index, asOf, found)
        {
            Inbound =
            [
                .. (inbound ?? []).Where(lot => lot.Quantity > 0 && index.Find(lot.LocationId) is not null)
                    .Select(lot => (index.Find(lot.LocationId)!.Value, lot.Quantity, lot.ExpectedAt))
                    .OrderBy(lot => lot.Value).ThenBy(lot => lot.ExpectedAt ?? DateTimeOffset.MaxValue).ThenBy(lot => lot.Quantity),
            ],
        };
    }

    /// <summary>The same figures, known to be no older than that.</summary>
    public SkuStock AsOfTime(DateTimeOffset asOf) => asOf == AsOf ? this : new(this, asOf, _available);

    /// <summary>The same but for one location, which turned out to have no more than that. Of a location without a figure nothing changes.</summary>
    public SkuStock WithAtMost(string locationId, long available)
    {
        var at = Index.Find(locationId) is { } number ? Array.BinarySearch(_location, number) : -1;
        if (at < 0 || _available[at] <= available)
        {
            return this;
        }

        var changed = (long[])_available.Clone();
        changed[at] = Math.Max(0, available);
        return new(this, AsOf, changed);
    }

    /// <summary>The figure of a location by its number; (0, 100) where it has none.</summary>
    public (long Available, int ConfidencePercent) At(int location)
    {
        var found = Array.BinarySearch(_location, location);
        return found >= 0 ? (_available[found], _confidence[found]) : (0, 100);
    }
}
