using System.Collections.Concurrent;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// Has owners let go of what is due. Those in doubt ask for decisions in calls of their own: a decision may be long in coming, and what
/// else is due there must not wait for it.
/// </summary>
/// <param name="sweep">Answers whether a decision is overdue there.</param>
public sealed class DueSweep(EngineClock clock, Func<string, Task<bool>> sweep, Func<string, Task> askDecisions)
{
    private readonly SweepCalls _sweeps = new(clock);
    private readonly SweepCalls _questions = new(clock);
    private readonly ConcurrentQueue<string> _inDoubt = new();

    /// <param name="patience">How long calls are waited for before they are left to themselves; null: until each has ended.</param>
    /// <returns>How many calls have failed, late ones of earlier looks among them.</returns>
    public async Task<int> Run(IReadOnlyList<string> ids, TimeSpan? patience)
    {
        var failed = await _sweeps.Run(ids, Sweep, patience);
        var inDoubt = new List<string>();
        while (_inDoubt.TryDequeue(out var id))
        {
            inDoubt.Add(id);
        }

        return failed + await _questions.Run(inDoubt, askDecisions, patience);
    }

    private async Task Sweep(string id)
    {
        if (await sweep(id))
        {
            _inDoubt.Enqueue(id);
        }
    }
}
