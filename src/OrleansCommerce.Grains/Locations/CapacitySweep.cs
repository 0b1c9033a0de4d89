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

    private const string Everywhere = "*";

    private readonly SweepCalls _full = new(clock);
    private readonly DueSweep _due = new(
        clock, id => grains.GetGrain<ICapacityGrain>(id).Sweep(), id => grains.GetGrain<ICapacityGrain>(id).AskDecisions());

    private DateTimeOffset _nextFull;

    /// <summary>One look. What can't be reached now is looked at again with the next one.</summary>
    /// <param name="patience">How long locations are waited for before they are left to themselves; null: until each is swept.</param>
    /// <returns>How many locations could not be swept.</returns>
    public async Task<int> Once(TimeSpan? patience = null)
    {
        var now = clock.Now;
        var failed = await _due.Run(watch.Due(now), patience);
        return now < _nextFull ? failed : failed + await _full.Run([Everywhere], _ => SweepAll(now, patience), patience);
    }

    private async Task SweepAll(DateTimeOffset now, TimeSpan? patience)
    {
        var (failed, after) = (0, (string?)null);
        while (await journal.ListStreams(CapacityGrain.JournalPrefix, after, PageStreams) is { Count: > 0 } names)
        {
            failed += await _due.Run([.. names.Select(name => name[CapacityGrain.JournalPrefix.Length..])], patience);
            after = names[^1];
        }

        _nextFull = failed == 0 ? now + FullPeriod : now;
    }
}
