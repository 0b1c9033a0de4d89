using System.Diagnostics;
using System.Globalization;
using Orleans;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Benchmarks.Routing;

/// <summary>
/// How long a promise takes: one after the other, each of five lines that all SKUs have the same chance to be in, planned only and held. What
/// the server keeps fresh behind requests is kept fresh here as well.
/// </summary>
internal static class PromiseBenchmark
{
    private const int Lines = 5;
    private static readonly Origin Origin = new("benchmark");

    /// <returns>Figures for the line of ratios.</returns>
    public static async Task<string> Run(RoutingWorld world, int promises)
    {
        await using var storages = new Storages();
        await using var engine = await Engine.Start(await storages.Journal("sqlite", "promises"));
        var grains = engine.Get<IGrainFactory>();
        var items = world.Items.ToList();
        await engine.ForEach(Enumerable.Range(0, world.Board.Count), i =>
            grains.GetGrain<ILocationGrain>(world.Board.Index.Ids[i]).Describe(Described(world.Board[i]), Origin));
        await engine.ForEach(items, item => grains.GetGrain<IStockGrain>(new StockKey(item.Sku, item.LocationId).ToString())
            .Execute(new Move("opening", MovementKind.Receipt, item.Units), Origin));
        await engine.FlushView();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"promises of {Lines} lines over {world.Board.Count} locations with {items.Count} stock items"));

        using var stop = new CancellationTokenSource();
        var fresh = Task.WhenAll(
            Repeat(RoutingBoard.Period, engine.Get<RoutingBoard>().Look, stop.Token),
            Repeat(AvailabilityRepair.Period, engine.Get<AvailabilityRepair>().Once, stop.Token));
        await Measure(world, grains, "warm", hold: false, promises / 2);
        var planned = await Measure(world, grains, "planned", hold: false, promises);
        var held = await Measure(world, grains, "held", hold: true, promises);
        await stop.CancelAsync();
        await fresh;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"promise_p50_ms={planned.P50Ms:F2} promise_p99_ms={planned.P99Ms:F2} held_promise_p50_ms={held.P50Ms:F2} held_promise_p99_ms={held.P99Ms:F2}");
    }

    private static async Task<(double P50Ms, double P99Ms)> Measure(RoutingWorld world, IGrainFactory grains, string name, bool hold, int count)
    {
        var (times, served) = (new List<double>(count), 0);
        for (var i = 0; i < count; i++)
        {
            var (wanted, _) = world.Basket(Lines, asCarried: false);
            var request = new PromiseRequest(
                wanted.Lines, wanted.Methods, wanted.Destination, null, "web", null, null, [], 3, 20, hold, 600, null);
            var started = Stopwatch.GetTimestamp();
            var answer = await grains.GetGrain<IPromiseGrain>($"{name}-{i}").Make(request, Origin);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            served += hold ? answer.Promise!.ReservationId is null ? 0 : 1 : answer.Promise!.Options.IsEmpty ? 0 : 1;
        }

        times.Sort();
        var (p50, p99) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,9}  p50 {p50:F2} ms  p99 {p99:F2} ms  max {times[^1]:F2} ms  {served} of {count}"));
        return (p50, p99);
    }

    private static Location Described(LocationFacts facts) => new(
        facts.LocationId, facts.Kind, facts.Place!.Value.Latitude, facts.Place.Value.Longitude, "America/Chicago",
        facts.Services.HasFlag(LocationServices.Pickup) ? ["pickup", "shipFrom"] : ["shipFrom"], [], [], "16:00", 60, 1_000, 60, ["ground"], null);

    private static async Task Repeat(TimeSpan period, Func<Task> look, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period);
        while (!stop.IsCancellationRequested)
        {
            await look();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
