using System.Collections.Concurrent;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Availability;

/// <summary>
/// Streams may lose: what this process shows of SKUs is compared with the journal's view, all SKUs at once, so that it costs as much as
/// has changed and not as much as is watched. Whoever reads after <see cref="AgeMax"/> without a comparison waits for one.
/// </summary>
public sealed class AvailabilityRepair(StockViewWriter view, IJournal journal, EngineClock clock)
{
    /// <summary>Between two comparisons, where somebody drives them.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>No answer relies on an older comparison, unless the storage is away.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(900);

    private const int PageRows = 1_000;

    /// <summary>Looks whose time is not known to be reached yet; more are not remembered.</summary>
    private const int MarksMax = 32;

    /// <summary>After a start the view may lack what the process before had not written; so long one waits for it to be folded anew.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, SkuFigures> _watched = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, long Head)> _marks = new();
    private Task _running = Task.CompletedTask;
    private long _through;
    private Compared? _last;

    /// <summary>SKUs that this process shows.</summary>
    public int Watched => _watched.Count;

    /// <summary>Compares now, or joins whoever is at it.</summary>
    /// <exception cref="JournalUnavailableException">The storage does not answer; what is shown gets older.</exception>
    public Task Once()
    {
        lock (_gate)
        {
            return _running.IsCompleted ? _running = Compare() : _running;
        }
    }

    internal void Add(SkuFigures figures) => _watched[figures.Sku] = figures;

    internal void Remove(SkuFigures figures) => _watched.TryRemove(new(figures.Sku, figures));

    /// <summary>Everything that was durable at this time has been compared.</summary>
    /// <exception cref="RetriableException">The view is not whole yet after a start.</exception>
    internal async ValueTask<DateTimeOffset> Through()
    {
        for (var start = clock.Provider.GetTimestamp(); ;)
        {
            if (Volatile.Read(ref _last) is { } fresh && clock.Now - fresh.At <= AgeMax)
            {
                return fresh.At;
            }

            try
            {
                await Once();
            }
            catch (JournalUnavailableException) when (_last is not null)
            {
                // What is known is answered, and how old it is.
            }

            if (Volatile.Read(ref _last) is { } last)
            {
                return last.At;
            }

            if (clock.Provider.GetElapsedTime(start) > StartPatience)
            {
                throw new RetriableException("What the process before had not written to the view is still being folded.");
            }

            await Task.Delay(StartPause, clock.Provider);
        }
    }

    private async Task Compare()
    {
        var at = clock.Now;
        var head = await journal.Head();
        var watermark = view.Watermark;
        if (_watched.IsEmpty)
        {
            // Who comes after this look reads the view after it, too, and finds there whatever lies below the watermark.
            _through = Math.Max(_through, watermark);
        }
        else
        {
            if (_through == 0)
            {
                await TakeAll();
                _through = watermark;
            }

            for (var isLast = false; !isLast;)
            {
                var page = await view.ChangedSince(null, null, _through, PageRows);
                Take(page.Rows);
                (_through, isLast) = (page.Through, page.IsLast);
            }
        }

        if (_marks.Count < MarksMax)
        {
            _marks.Enqueue((at, head));
        }

        // The view may lag behind the journal's head: a time is reached when what was the head then is.
        while (_marks.TryPeek(out var mark) && mark.Head <= _through)
        {
            _marks.Dequeue();
            Volatile.Write(ref _last, new Compared(mark.At));
        }
    }

    /// <summary>After a start: everything there is, in the order in which it lies.</summary>
    private async Task TakeAll()
    {
        Take(view.Waiting());
        StockRow? after = null;
        while (await journal.Stock.All(after, PageRows) is { Count: > 0 } rows)
        {
            Take(rows);
            after = rows[^1];
        }
    }

    private void Take(IEnumerable<StockRow> rows)
    {
        foreach (var row in rows)
        {
            if (_watched.TryGetValue(row.Sku, out var figures))
            {
                figures.Take(row.LocationId, row.Version, row.OnHand - row.Reserved - row.SafetyStock);
            }
        }
    }

    private sealed record Compared(DateTimeOffset At);
}
