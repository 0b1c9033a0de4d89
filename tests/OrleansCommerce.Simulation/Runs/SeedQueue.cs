using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Planted;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>Runs many seeds, each on one thread from its beginning to its end, until all are run or one violates a promise.</summary>
public sealed class SeedQueue(Func<ulong, Scenario> scenarioOf, Func<Plant> plant)
{
    private readonly Lock _gate = new();
    private ulong _next;
    private ulong _end;
    private RunResult? _violation;

    /// <summary>Called after each run, from one thread at a time.</summary>
    public Action<RunResult>? Ended { get; init; }

    /// <summary>A violation does not keep the seeds after it from being run.</summary>
    public bool GoesOn { get; init; }

    /// <returns>The run of the lowest seed that violates a promise; null when none does.</returns>
    public RunResult? Run(ulong first, int count, int threads)
    {
        (_next, _end, _violation) = (first, first + (ulong)count, null);
        var workers = new List<Thread>();
        for (var i = 0; i < Math.Min(threads, count); i++)
        {
            var worker = new Thread(Work, maxStackSize: 16 << 20) { IsBackground = true, Name = $"seeds-{i}" };
            worker.Start();
            workers.Add(worker);
        }

        workers.ForEach(worker => worker.Join());
        return _violation;
    }

    /// <summary>One run on a thread of its own, so that no synchronization context of the caller gets in.</summary>
    public static RunResult RunOne(Scenario scenario, Plant plant, TextWriter? trace)
    {
        RunResult? result = null;
        var worker = new Thread(() => result = new SeedRun(scenario, plant, trace).Run(), maxStackSize: 16 << 20) { IsBackground = true };
        worker.Start();
        worker.Join();
        return result!;
    }

    private void Work()
    {
        while (Next() is { } seed)
        {
            var result = new SeedRun(scenarioOf(seed), plant(), trace: null).Run();
            lock (_gate)
            {
                if (result.Violation is not null && (_violation is null || seed < _violation.Scenario.Seed))
                    _violation = result;
                Ended?.Invoke(result);
            }
        }
    }

    private ulong? Next()
    {
        lock (_gate)
            return (_violation is null || GoesOn) && _next < _end ? _next++ : null;
    }
}
