using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Supply.Counts;
using OrleansCommerce.Grains.Supply.Demand;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Grains.Supply.Transfers;

namespace OrleansCommerce.Grains.Supply;

/// <summary>
/// Has those looked at that wait for something: SKUs whose stock has changed at once, every SKU that somebody waits for by and by, and
/// transfers, counts and reconciliations of which an interruption left something undone. What is in the indexes survives the process, so this finds it again.
/// </summary>
public sealed class SupplySweep(IGrainFactory grains, DemandWatch watch, EngineClock clock)
{
    /// <summary>Between two looks at what has changed.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks at what has changed for one look at everything.</summary>
    public const int PeriodsPerRepair = 10;

    /// <summary>SKUs looked at in one go. With more than that waiting, it takes as many repairs more until each was looked at.</summary>
    public const int SkusPerLook = 200;

    private const string Everything = "*";

    private readonly SweepCalls _looks = new(clock);
    private readonly SweepCalls _settlements = new(clock);
    private readonly SweepCalls _repairs = new(clock);
    private string _lastSku = "";

    /// <summary>Looks at the SKUs whose stock has changed.</summary>
    /// <param name="patience">How long they are waited for before they are left to themselves; null: until each was looked at.</param>
    /// <returns>How many could not be looked at; they are with the repair.</returns>
    public Task<int> Look(TimeSpan? patience = null) => _looks.Run(watch.TakeChanged(SkusPerLook), Look, patience, left: watch.Again);

    /// <summary>Looks at what the streams may have lost, and has what was left undone carried out.</summary>
    /// <param name="patience">How long all of that is waited for before it is left to itself; null: until it has ended.</param>
    /// <returns>How many could not be reached; they are again with the next repair.</returns>
    public async Task<int> Repair(TimeSpan? patience = null)
    {
        var within = 0;
        var failed = await _repairs.Run([Everything], async _ => within = await RepairAll(patience), patience);
        return failed + within;
    }

    private async Task<int> RepairAll(TimeSpan? patience)
    {
        var skus = await WorkIndex.ReadAll(grains, WorkIndex.Demand);
        await watch.Follow(skus);
        var failed = await _looks.Run(NextSkus(skus), Look, patience);
        return failed + await _settlements.Run(await WorkIndex.ReadAll(grains, WorkIndex.Supply), Settle, patience);
    }

    private Task Look(string sku) => grains.GetGrain<IDemandGrain>(sku).Look();

    private List<string> NextSkus(IReadOnlyList<string> skus)
    {
        var next = skus.Where(sku => string.CompareOrdinal(sku, _lastSku) > 0).Take(SkusPerLook).ToList();
        _lastSku = next.Count == SkusPerLook ? next[^1] : "";
        return next;
    }

    private Task Settle(string entry) => entry switch
    {
        _ when entry.StartsWith(TransferGrain.JournalPrefix, StringComparison.Ordinal) =>
            grains.GetGrain<ITransferGrain>(entry[TransferGrain.JournalPrefix.Length..]).Settle(),
        _ when entry.StartsWith(CountTaskGrain.JournalPrefix, StringComparison.Ordinal) =>
            grains.GetGrain<ICountTaskGrain>(entry[CountTaskGrain.JournalPrefix.Length..]).Settle(),
        _ when entry.StartsWith(ReconciliationGrain.JournalPrefix, StringComparison.Ordinal) =>
            grains.GetGrain<IReconciliationGrain>(entry[ReconciliationGrain.JournalPrefix.Length..]).Settle(),
        _ => throw new InvalidOperationException($"Nobody knows who {entry} is."),
    };
}
