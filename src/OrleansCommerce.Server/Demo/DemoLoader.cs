using System.Collections.Immutable;
using System.Diagnostics;
using Orleans;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.Server.Demo;

/// <summary>
/// Loads the demo into an empty store, behind the running server, through the same grains as everybody's stock. A load that was cut
/// off goes on with the next start: every receipt has its id, so none counts twice.
/// </summary>
internal sealed partial class DemoLoader(
    IGrainFactory grains, IJournal journal, IConfiguration configuration, Readiness readiness, ILogger<DemoLoader> log)
{
    private const string Setting = "demo";
    private const string Loading = "loading";
    private const string Loaded = "loaded";
    /// <summary>Few enough that a shopper's reservation shares its batch with little of this.</summary>
    private const int AtOnce = 128;

    private static readonly Origin Origin = new("demo");
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    public async Task Run(CancellationToken stopping)
    {
        if (!configuration.GetValue("Demo", true))
        {
            return;
        }

        var (state, head) = ((string?)null, 0L);
        await Patiently(async () => (state, head) = (await journal.ReadSetting(Setting), await journal.Head()), stopping);
        if (state == Loaded || (state is null && head > 0))
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        var data = DemoData.Load();
        var items = data.OpeningStock().ToList();
        readiness.DemoStarted(items.Count);
        try
        {
            await Patiently(() => journal.WriteSetting(Setting, Loading), stopping);
            await All(data.Stores, store => grains.GetGrain<ILocationGrain>(store.Id).Describe(Location(store), Origin), stopping);
            await All(
                data.Skus, sku => grains.GetGrain<ISkuGrain>(sku.Id).Describe(new Sku(sku.Description, null, null), Origin), stopping);
            await All(items, Receive, stopping);
            await Patiently(() => journal.WriteSetting(Setting, Loaded), stopping);
            readiness.DemoEnded(null);
            LogLoaded(items.Count, data.Stores.Count, watch.ElapsedMilliseconds);
        }
        catch (Exception e)
        {
            readiness.DemoEnded(e.Message);
            throw;
        }
    }

    private async Task Receive(OpeningItem item)
    {
        var receipt = new Move("demo-opening", MovementKind.Receipt, item.Quantity, "synthetic opening stock");
        await grains.GetGrain<IStockGrain>(new StockKey(item.Sku, item.LocationId).ToString()).Execute(receipt, Origin);
        readiness.DemoProgressed(1);
    }

    private static Task All<T>(IEnumerable<T> all, Func<T, Task> load, CancellationToken stopping) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (one, cancelled) =>
            await Patiently(() => load(one), cancelled));

    /// <summary>A journal that is away keeps the load waiting; it does not end it.</summary>
    private static async Task Patiently(Func<Task> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e) when (RetriableException.Covers(e) || e is JournalUnavailableException)
            {
                await Task.Delay(BusyPause, stopping);
            }
        }
    }

    /// <summary>The list of stores says nothing of services, slots or lead times: these are the demo's own. El Paso lies in another zone.</summary>
    private static Location Location(DemoStore store) => new(
        $"{store.Name}, {store.City}", LocationKind.Store, store.Latitude, store.Longitude,
        store.Longitude < -104.9 ? "America/Denver" : "America/Chicago", ["pickup", "curbside", "shipFrom", "returns"],
        ImmutableArray<OpeningHours>.Empty, ImmutableArray<string>.Empty, "16:00", 60, 20, 60, ["ground"], store.State);

    [LoggerMessage(LogLevel.Information, "Demo loaded: {Items} stock items in {Stores} stores, in {ElapsedMs} ms.")]
    private partial void LogLoaded(int items, int stores, long elapsedMs);
}
