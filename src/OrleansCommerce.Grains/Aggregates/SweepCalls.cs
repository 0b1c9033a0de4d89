using System.Runtime.ExceptionServices;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// The calls of a sweep, at most one to each id at a time. One that hangs, as a call may up to the response timeout, keeps nobody else
/// waiting: whoever is still being called is left to that call, and the next look goes ahead with the others.
/// </summary>
public sealed class SweepCalls(EngineClock clock, int underWayMax = SweepCalls.UnderWayMax)
{
    /// <summary>Calls of one sweep under way at one time; with more, the others come with a later look.</summary>
    public const int UnderWayMax = 2_000;

    /// <summary>For so long a look that repeats itself waits for its calls before it leaves them to themselves.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);
    private int _failed;
    private Exception? _fault;

    /// <summary>Calls that have not ended.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate)
            {
                return _underWay.Count;
            }
        }
    }

    /// <param name="patience">How long calls are waited for; null: until each has ended.</param>
    /// <param name="left">Told of each id that is not called, since an earlier call to it is under way, or too many others are.</param>
    /// <returns>How many calls have failed, late ones of earlier looks among them. What has not ended has not failed.</returns>
    public async Task<int> Run(IReadOnlyList<string> ids, Func<string, Task> call, TimeSpan? patience = null, Action<string>? left = null)
    {
        for (var next = 0; next < ids.Count;)
        {
            var calls = new List<Task>();
            for (; next < ids.Count && UnderWay < underWayMax; next++)
            {
                if (Begins(ids[next]))
                {
                    calls.Add(Make(ids[next], call));
                }
                else
                {
                    left?.Invoke(ids[next]);
                }
            }

            if (calls.Count == 0)
            {
                for (; next < ids.Count; next++)
                {
                    left?.Invoke(ids[next]);
                }
            }

            var all = Task.WhenAll(calls);
            await (patience is { } limit && !all.IsCompleted ? Task.WhenAny(all, Task.Delay(limit, clock.Provider)) : all);
        }

        return TakeFailed();
    }

    private bool Begins(string id)
    {
        lock (_gate)
        {
            return _underWay.Add(id);
        }
    }

    private async Task Make(string id, Func<string, Task> call)
    {
        var (failed, fault) = (0, (Exception?)null);
        try
        {
            await call(id);
        }
        catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
        {
            failed = 1;
        }
        catch (Exception e)
        {
            // A bug of one must not keep the others from being called; whoever looks next is told of it.
            fault = e;
        }

        lock (_gate)
        {
            _underWay.Remove(id);
            _failed += failed;
            _fault ??= fault;
        }
    }

    private int TakeFailed()
    {
        Exception? fault;
        int failed;
        lock (_gate)
        {
            (failed, fault, _failed, _fault) = (_failed, _fault, 0, null);
        }

        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return failed;
    }
}
