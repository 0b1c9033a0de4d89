using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Has items relieved of which more is held than there is, since a till sale or a count was a fact: at once those that have just said so, and
/// by and by every one that the view shows, so that a crash in between, or a call that came to nothing, costs time only.
/// </summary>
public sealed class DeficitSweep(IGrainFactory grains, StockViewWriter view, StockWatch watch, EngineClock clock)
{
    /// <summary>Between two looks at who has just said so.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two looks at the view.</summary>
    public static readonly TimeSpan FullPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Items at one look. With more of them, the others come with the next.</summary>
    public const int ItemsPerLook = 1_000;

    private readonly SweepCalls _calls = new(clock);
    private DateTimeOffset _nextFull;
    private (string LocationId, string Sku)? _last;

    /// <param name="patience">How long items are waited for before they are left to themselves; null: until each is relieved.</param>
    /// <returns>How many could not be relieved; they are with a later look at the view.</returns>
    public async Task<int> Once(TimeSpan? patience = null)
    {
        var items = watch.Deficits.Take(ItemsPerLook);
        if (clock.Now >= _nextFull)
        {
            var rows = await view.Short(null, _last, ItemsPerLook);
            _last = rows.Count == ItemsPerLook ? (rows[^1].LocationId, rows[^1].Sku) : null;
            _nextFull = clock.Now + FullPeriod;
            items = [.. items.Union(rows.Select(row => $"{row.Sku}@{row.LocationId}"), StringComparer.Ordinal)];
        }

        return await _calls.Run(items, item => grains.GetGrain<IStockGrain>(item).Relieve(), patience);
    }
}
