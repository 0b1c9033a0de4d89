using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Locations;

/// <summary>
/// Ends slot holds at their time and settles those in doubt, as the sweep over stock does. Locations are few, so it needs no view: those
/// in memory say when they are due, and a slow look at every one of them finds what a process that has ended left behind.
/// </summary>
public sealed class CapacitySweep(IGrainFactory grains, IJournal journal, CapacityWatch watch, EngineClock clock)
{
    /// <summary>Between two looks at every location.</summary>
    public static readonly TimeSpan FullPeriod = TimeSpan.FromSeconds(60);

    private const int PageStreams = 500;

    private DateTimeOffset _nextFull;

    /// <summary>One look. What can't be reached now is looked at again with the next one.</summary>
    /// <returns>How many locations could not be swept.</returns>
    public async Task<int> Once()
    {
        var now = clock.Now;
        var failed = await Sweep(watch.Due(now));
        if (now < _nextFull)
        {
            return failed;
        }

        string? after = null;
        while (await journal.ListStreams(CapacityGrain.JournalPrefix, after, PageStreams) is { Count: > 0 } names)
        {
            failed += await Sweep([.. names.Select(name => name[CapacityGrain.JournalPrefix.Length..])]);
            after = names[^1];
        }

        _nextFull = failed == 0 ? now + FullPeriod : now;
        return failed;
    }

    private async Task<int> Sweep(IReadOnlyList<string> locations)
    {
        var failed = await Task.WhenAll(locations.Select(SweepOne));
        return failed.Count(isFailed => isFailed);
    }

    private async Task<bool> SweepOne(string locationId)
    {
        try
        {
            await grains.GetGrain<ICapacityGrain>(locationId).Sweep();
            return false;
        }
        catch (Exception e) when (RetriableException.Covers(e))
        {
            return true;
        }
    }
}
