using System.Collections.Immutable;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Availability;

/// <summary>
/// The newest figures of one SKU. The stream brings them, the comparison with the view brings what the stream has lost, and whichever has
/// the higher version wins; they come on different threads.
/// </summary>
internal sealed class SkuFigures(string sku)
{
    /// <summary>Trust comes back by itself, slowly: so often it is worked out anew.</summary>
    private static readonly TimeSpan ConfidenceAgeMax = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly SortedList<string, (long Version, long Available)> _byLocation = new(StringComparer.Ordinal);
    private ImmutableArray<StockFigure> _packed;
    private long _packedConfidence;
    private DateTimeOffset _packedAt;

    public string Sku { get; } = sku;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _byLocation.Count == 0;
            }
        }
    }

    public void Take(string locationId, long version, long available)
    {
        lock (_gate)
        {
            if (_byLocation.TryGetValue(locationId, out var known) && known.Version >= version)
            {
                return;
            }

            _byLocation[locationId] = (version, available);
            if (known.Available != available || known.Version == 0)
            {
                _packed = default;
            }
        }
    }

    public ImmutableArray<StockFigure> Pack(ConfidenceState confidence, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_packed.IsDefault || _packedConfidence != confidence.Version || (confidence.Version > 0 && now - _packedAt > ConfidenceAgeMax))
            {
                var packed = ImmutableArray.CreateBuilder<StockFigure>(_byLocation.Count);
                foreach (var (locationId, (_, available)) in _byLocation)
                {
                    if (available > 0)
                    {
                        packed.Add(new(locationId, available, confidence.PercentAt(locationId, now)));
                    }
                }

                (_packed, _packedConfidence, _packedAt) = (packed.DrainToImmutable(), confidence.Version, now);
            }

            return _packed;
        }
    }
}
