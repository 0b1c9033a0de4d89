using System.Diagnostics;
using System.Globalization;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Benchmarks.Routing;

/// <summary>
/// How long one routing takes over chains of several sizes, how near its plan is to the best there is, and what it saves against the
/// rule that shops use without a router: whatever the nearest location has, then the next.
/// </summary>
internal static class RoutingBenchmark
{
    private const int WarmUp = 2_000;

    /// <summary>
    /// Each basket is routed so many times. The first counts as it comes; the least of them is what the basket takes where nobody else
    /// wants the processor.
    /// </summary>
    private const int Times = 3;
    private static readonly int[] Sizes = [100, 1_000, 2_000, 5_000];

    public static async Task Run(CommandLine options)
    {
        var baskets = options.Number("count", 5_000);
        var ratios = new List<string>();
        Console.WriteLine("locations  lines  p50 ms  p99 ms  least p99  noise p99/p50  KB each  proven  worst gap  nodes max  split  nearest-first costs");
        foreach (var size in Sizes)
        {
            var world = new RoutingWorld(size);
            Measure(world, lines: 5, WarmUp);
            var five = Report(world, size, 5, baskets);
            ratios.Add(Invariant($"p50_ms_{size}={five.P50Ms:F3} p99_ms_{size}={five.P99Ms:F3} least_p99_ms_{size}={five.LeastP99Ms:F3} noise_{size}={five.Noise:F1} gap_max_{size}={five.GapMax:F5} nearest_first_{size}={five.NearestFirst:F3}"));
            if (size == Sizes[^1])
            {
                var many = Report(world, size, 100, Math.Min(baskets, 40));
                ratios.Add(Invariant($"least_p99_ms_{size}_100_lines={many.LeastP99Ms:F3} gap_max_{size}_100_lines={many.GapMax:F5}"));
            }
        }

        ratios.Add(Largest(options.Number("largest", 20)));
        if (options.Number("promises", 1_000) is var promises && promises > 0)
        {
            ratios.Add(await PromiseBenchmark.Run(new RoutingWorld(2_000), promises));
        }

        Console.WriteLine($"ratio {string.Join(' ', ratios)}");
    }

    /// <summary>
    /// The largest request over the largest chain, by every way of sending and collecting, with the time that the server gives it: two seconds
    /// for all of it, 25 ms for each search.
    /// </summary>
    private static string Largest(int count)
    {
        if (count == 0)
        {
            return "";
        }

        var (world, router, times, gapMax) = (new RoutingWorld(Sizes[^1]), new Router(), new List<double>(count), 0.0);
        var cut = 0;
        for (var i = -2; i < count; i++)
        {
            var (request, snapshot) = world.Basket(100, asCarried: true);
            request = request with { Methods = request.Methods | FulfilmentMethods.ShipToStore };
            var started = Stopwatch.GetTimestamp();
            var answer = router.Route(request, RoutingPolicy.Default, snapshot, new SearchBudget(
                int.MaxValue, Clock: Stopwatch.GetTimestamp, Deadline: started + (2 * Stopwatch.Frequency), Patience: Stopwatch.Frequency / 40));
            _ = answer.Explanation!.Rejections().Take(20).Count();
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                cut += answer.IsCut ? 1 : 0;
                gapMax = Math.Max(gapMax, answer.Options.Where(option => option.Method == FulfilmentMethods.Delivery).Max(option => (double?)option.Search.Gap(option.Cost.Total)) ?? 0);
            }
        }

        times.Sort();
        Console.WriteLine(Invariant(
            $"100 lines over {world.Board.Count} locations, pickup, delivery and ship to store, with the reasons of 20: p50 {times[count / 2]:F1} ms  max {times[^1]:F1} ms  {cut} of {count} cut  worst gap {gapMax:P2}"));
        return Invariant($"largest_p50_ms={times[count / 2]:F1} largest_max_ms={times[^1]:F1} largest_gap_max={gapMax:F4}");
    }

    private static Figures Report(RoutingWorld world, int size, int lines, int baskets)
    {
        var f = Measure(world, lines, baskets);
        Console.WriteLine(Invariant(
            $"{size,9}  {lines,5}  {f.P50Ms,6:F3}  {f.P99Ms,6:F3}  {f.LeastP99Ms,9:F3}  {f.Noise,13:F1}  {f.KiloBytes,7:F1}  {f.Proven,6:P1}  {f.GapMax,9:P3}  {f.NodesMax,9}  {f.Split,5:P0}  {f.NearestFirst:F3} x"));
        return f;
    }

    private static Figures Measure(RoutingWorld world, int lines, int baskets)
    {
        var router = new Router();
        var (times, least, constant) = (new List<double>(baskets), new List<double>(baskets), new List<double>(baskets));
        var (sent, proven, split, gapMax, nodesMax, nearest, bytes) = (0, 0, 0, 0.0, 0, 0.0, 0L);
        for (var i = 0; i < baskets; i++)
        {
            var (request, snapshot) = world.Basket(lines, asCarried: lines > 5);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            var answer = router.Route(request, RoutingPolicy.Default, snapshot);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            constant.Add(ConstantWork());
            least.Add(Math.Min(times[^1], Enumerable.Range(1, Times - 1).Min(_ => TimeOf(router, request, snapshot))));
            if (answer.Options.FirstOrDefault(option => option.Method == FulfilmentMethods.Delivery) is not { Tier: RoutingTier.Live } plan)
            {
                continue;
            }

            sent++;
            proven += plan.Search.IsProven ? 1 : 0;
            split += plan.Fulfilments.Length > 1 ? 1 : 0;
            gapMax = Math.Max(gapMax, plan.Search.Gap(plan.Cost.Total));
            nodesMax = Math.Max(nodesMax, plan.Search.Nodes);
            nearest += NearestFirst.Cost(request, RoutingPolicy.Default, snapshot) / plan.Cost.Total;
        }

        times.Sort();
        least.Sort();
        constant.Sort();
        return new(
            times[times.Count / 2], times[times.Count * 99 / 100], least[least.Count * 99 / 100], constant[constant.Count * 99 / 100] / constant[constant.Count / 2], bytes / 1_024.0 / baskets, (double)proven / Math.Max(1, sent), gapMax,
            nodesMax, (double)split / Math.Max(1, sent), nearest / Math.Max(1, sent));
    }

    private static double TimeOf(Router router, RoutingRequest request, RoutingSnapshot snapshot)
    {
        var started = Stopwatch.GetTimestamp();
        router.Route(request, RoutingPolicy.Default, snapshot);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>
    /// The same few hundred microseconds of arithmetic each time. How much its slowest runs exceed its usual ones is the machine's doing,
    /// and does to a routing what it does to this.
    /// </summary>
    private static double ConstantWork()
    {
        var started = Stopwatch.GetTimestamp();
        var sum = 1UL;
        for (var i = 0; i < 300_000; i++)
        {
            sum = unchecked((sum * 6364136223846793005) + 1442695040888963407);
        }

        GC.KeepAlive(sum);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Figures(
        double P50Ms, double P99Ms, double LeastP99Ms, double Noise, double KiloBytes, double Proven, double GapMax, int NodesMax, double Split, double NearestFirst);
}
