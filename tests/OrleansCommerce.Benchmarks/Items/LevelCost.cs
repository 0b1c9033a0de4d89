using System.Globalization;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Items;

/// <summary>
/// What a reservation costs among so many items. First each of them is reserved once, in random order: that is what the first touch
/// after a start costs. Then they are drawn for a while, as demand has it: the steady state. What the view has still to write at the end of a
/// part belongs to it, so each part ends when the view shows everything.
/// </summary>
internal sealed class LevelCost(Engine engine, StockKey[] items, Demand demand, TimeSpan firstTouchMax, Func<TimeSpan> serverTime)
{
    private const int Callers = 256;

    // Fewer calls than this say nothing about what one of them costs.
    private const int FirstTouchesMin = 100_000;

    /// <summary>Reserves each item once.</summary>
    public async Task Touch(int among)
    {
        var order = Enumerable.Range(0, among).ToArray();
        new Random(among).Shuffle(order);
        var next = -1;
        var touch = await Part($"among {among,7} items, first touch", firstTouchMax, random =>
        {
            var number = Interlocked.Increment(ref next);
            return number < order.Length ? engine.ReservePatiently(items[order[number]], Ids.Next(random)) : null;
        });
        if (touch.Calls >= FirstTouchesMin)
            Console.WriteLine(touch.Line);
    }

    /// <summary>Microseconds of processor for each reservation in the steady state.</summary>
    public async Task<double> Steady(int among, TimeSpan duration)
    {
        var next = demand.Among(among);
        var steady = await Part($"among {among,7} items            ", duration, random => engine.ReservePatiently(items[next(random)], Ids.Next(random)));
        Console.WriteLine(steady.Line);
        return steady.Microseconds;
    }

    private async Task<(long Calls, double Microseconds, string Line)> Part(string name, TimeSpan duration, Func<Random, Task?> call)
    {
        var (server, threads, rows, pause) = (serverTime(), ThreadTimes.Now(), engine.Journal.ViewRows, GC.GetTotalPauseDuration());
        int[] collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
        var run = await Run.Closed(Callers, duration, (_, random) => call(random), engine.FlushView);
        var microseconds = run.ProcessorMicrosecondsPerCall + ((serverTime() - server).TotalMicroseconds / run.Calls);
        rows = engine.Journal.ViewRows - rows;
        pause = GC.GetTotalPauseDuration() - pause;
        var counts = string.Join('/', collections.Select((before, generation) => GC.CollectionCount(generation) - before));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {run.PerSecond:F0} reservations/s, {microseconds:F1} µs of processor and {run.BytesPerCall:F0} bytes each, "
            + $"{(double)rows / run.Calls:F2} rows of the view; collections {counts}, paused {pause / run.Elapsed:P1}\n"
            + $"    {ThreadTimes.Now().Since(threads, run.Calls)}");
        return (run.Calls, microseconds, line);
    }
}
