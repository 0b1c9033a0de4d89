using System.Collections.Immutable;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Demand;

/// <summary>What there is of a SKU, by location, as the view shows it: as new as the owners in this process have reported.</summary>
internal static class SeenStock
{
    private const int PageRows = 1_000;

    /// <exception cref="Aggregates.RetriableException">The storage does not answer.</exception>
    public static async Task<ImmutableArray<StockSeen>> Read(StockViewWriter view, string sku)
    {
        try
        {
            var seen = ImmutableArray.CreateBuilder<StockSeen>();
            string? after = null;
            while (await view.BySku(sku, after, PageRows) is { Count: > 0 } rows)
            {
                seen.AddRange(rows.Select(row => new StockSeen(row.LocationId, row.OnHand - row.Reserved - row.SafetyStock)));
                after = rows[^1].LocationId;
                if (rows.Count < PageRows)
                {
                    break;
                }
            }

            return seen.ToImmutable();
        }
        catch (JournalUnavailableException e)
        {
            throw new Aggregates.RetriableException($"What there is of {sku} could not be read.", e);
        }
    }

    /// <summary>Units that can be promised at all locations together: what one has too few of is nothing to another.</summary>
    public static long Units(ImmutableArray<StockSeen> stock) => stock.Sum(seen => Math.Max(0, seen.Available));
}
