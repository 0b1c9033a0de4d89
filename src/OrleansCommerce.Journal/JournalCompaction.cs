namespace OrleansCommerce.Journal;

/// <summary>
/// Removes what snapshots cover and is older than the retention, in small steps beside the running engine. Command ids stay for ever. What
/// has no snapshot (baskets, registers) stays whole; so does what is younger, in a stream or in the feed.
/// </summary>
public sealed class JournalCompaction(IJournal journal, TimeProvider time, CompactionOptions options)
{
    /// <summary>One pass over all streams.</summary>
    /// <returns>How many frames were removed.</returns>
    /// <exception cref="JournalUnavailableException">The storage did not answer; what was removed so far is removed.</exception>
    public async Task<long> Run(CancellationToken cancellation)
    {
        var through = await LastBefore(time.GetUtcNow() - options.Retention, cancellation);
        var removed = 0L;
        string? after = null;
        while (through > 0 && await journal.ListCompactable(after, through, options.StreamsPerStep) is { Count: > 0 } streams)
        {
            foreach (var stream in streams)
            {
                removed += await Compact(stream, through, cancellation);
            }
            after = streams[^1];
        }
        return removed;
    }

    private async Task<long> Compact(string stream, long through, CancellationToken cancellation)
    {
        for (var removed = 0L; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = await journal.Compact(stream, through, options.FramesPerStep);
            removed += step;
            // The group commit goes first: on SQLite a step takes the one writer for a moment.
            if (step > 0)
                await Task.Delay(options.Pause, time, cancellation);
            if (step < options.FramesPerStep)
                return removed;
        }
    }

    /// <summary>
    /// The highest position whose records were decided before a time; 0 when there is none. Positions follow the time but for the skew of
    /// clocks, which is seconds where the retention is days, so halving finds it.
    /// </summary>
    private async Task<long> LastBefore(DateTimeOffset cut, CancellationToken cancellation)
    {
        var old = 0L;
        for (var young = await journal.Head() + 1; young - old > 1;)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = old + ((young - old) / 2);
            var page = await journal.ReadAll(middle - 1, 1);
            if (page.Records.Count > 0 && page.Records[^1].Record.At < cut)
                old = Math.Min(Math.Max(middle, page.Position), young - 1);
            else
                young = middle;
        }
        return old;
    }
}
