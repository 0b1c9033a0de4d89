using System.Globalization;

namespace OrleansCommerce.Journal;

/// <summary>
/// Removes what snapshots cover and is older than the retention, in small steps beside the running engine. Command ids stay for ever. Where
/// the last record says it all (<see cref="LastWord"/>), what came before it goes, too. What is younger stays, in a stream or in the feed.
/// </summary>
public sealed class JournalCompaction(IJournal journal, TimeProvider time, CompactionOptions options)
{
    /// <summary>One pass over all streams.</summary>
    /// <returns>How many frames were removed.</returns>
    /// <exception cref="JournalUnavailableException">The storage did not answer; what was removed so far is removed.</exception>
    public async Task<long> Run(CancellationToken cancellation)
    {
        var through = await LastBefore(time.GetUtcNow() - options.Retention, cancellation);
        foreach (var fold in options.LastWords.Select(StreamFold.Of).Concat(options.Folds))
        {
            await Mark(fold, through, cancellation);
        }
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

    /// <summary>
    /// Lets a snapshot cover what has come of age since the last time, which is remembered: so each frame is looked at once.
    /// </summary>
    private async Task Mark(StreamFold fold, long through, CancellationToken cancellation)
    {
        var setting = $"{JournalSettings.MarkedThrough}/{fold.Prefix}";
        var from = long.Parse(await journal.ReadSetting(setting) ?? "0", CultureInfo.InvariantCulture);
        while (from < through)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await journal.ReadChangedStreams(fold.Prefix, from, options.FramesPerLook);
            // One that goes on above the position is looked at again when that is old, too.
            foreach (var some in page.Streams.Where(stream => stream.Position <= through).Chunk(options.StreamsPerStep))
            {
                var contents = await journal.Read([.. some.Select(stream => new StreamQuery(stream.Stream))]);
                await journal.WriteSnapshots([.. contents
                    .Where(content => content.Position <= through && content.Records.Count > 1)
                    .Select(content => (content.Stream, Snapshot: fold.Fold(content)))
                    .Where(folded => folded.Snapshot is not null)
                    .Select(folded => new StreamSnapshot(folded.Stream, folded.Snapshot!))]);
                await Task.Delay(options.Pause, time, cancellation);
            }
            from = page.IsLast ? through : Math.Min(page.Position, through);
            await journal.WriteSetting(setting, from.ToString(CultureInfo.InvariantCulture));
        }
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
