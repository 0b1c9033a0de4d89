using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// The mechanism that makes expiry visible everywhere within a second, whether an item is in memory or not: ask the view which items
/// have something due, and have each look. It also carries the question of a participant in doubt, and has items whose report to the
/// view was lost folded again: by their owner or, where that may live in another process and report there, from the journal.
/// </summary>
public sealed class ExpirySweep(IGrainFactory grains, StockViewWriter view, StockRefold refold, EngineClock clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private const int ItemsPerLook = 2_000;

    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(5);

    private readonly DueSweep _due = new(
        clock, item => grains.GetGrain<IStockGrain>(item).Sweep(), item => grains.GetGrain<IStockGrain>(item).AskDecisions());

    /// <summary>One look. Items that can't be reached now are looked at again with the next one.</summary>
    /// <param name="patience">How long items are waited for before they are left to themselves; null: until each is swept.</param>
    /// <returns>How many items could not be swept.</returns>
    public async Task<int> Once(TimeSpan? patience = null)
    {
        var now = clock.Now;
        var due = await view.Due(now, ItemsPerLook);
        var unreported = view.Unreported(ReportPatience, ItemsPerLook);
        if (view.IsShared)
        {
            await refold.Fold(unreported);
            unreported = [];
        }

        var items = due.Select(row => $"{row.Sku}@{row.LocationId}")
            .Concat(unreported.Select(stream => stream[StockStreams.JournalPrefix.Length..]));
        return await _due.Run([.. items.Distinct(StringComparer.Ordinal)], patience);
    }
}
