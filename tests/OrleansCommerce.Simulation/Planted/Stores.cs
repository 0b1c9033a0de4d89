using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class NoFence : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            var ends = await Inner.Read([.. frames.Select(frame => new StreamQuery(frame.Stream, long.MaxValue - 1))]);
            return await Inner.Append([.. frames.Zip(ends, (frame, end) => frame with { FirstVersion = end.Version + 1 })]);
        }
    }
}

internal sealed class ForgottenIds : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames) => Inner.Append([.. frames.Select(frame => frame with
        {
            Records = [.. frame.Records.Select(record => record.Kind == "stock.moved" ? record with { CommandId = null } : record)],
        })]);
    }
}

internal sealed class FeedGaps : Plant
{
    private static readonly long VisibleAfterTicks = TimeSpan.FromMilliseconds(20).Ticks;

    public override IJournal Store(IJournal database, World world) => new Journal(database, world);

    /// <summary>As where positions are given out before the commit: one in seven becomes visible after those that follow it.</summary>
    private sealed class Journal(IJournal inner, World world) : JournalDecorator(inner)
    {
        private readonly Dictionary<long, long> _visibleAt = [];

        public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            var outcome = await Inner.Append(frames);
            foreach (var frame in outcome.Frames.Where(frame => frame.Status is AppendStatus.Durable && frame.Position % 7 == 0))
                _visibleAt[frame.Position] = world.Now + VisibleAfterTicks;
            return outcome;
        }

        public override async Task<FeedPage> ReadAll(long afterPosition, int limit)
        {
            var page = await Inner.ReadAll(afterPosition, limit);
            return page with { Records = [.. page.Records.Where(record => _visibleAt.GetValueOrDefault(record.Position) <= world.Now)] };
        }
    }
}

internal sealed class CompactedIdsLost : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        private readonly HashSet<CommandId> _lost = [];

        public override async Task<int> Compact(string stream, long throughPosition, int limit)
        {
            var before = (await Inner.Read([new StreamQuery(stream, 0)]))[0].Records;
            var removed = await Inner.Compact(stream, throughPosition, limit);
            var first = (await Inner.Read([new StreamQuery(stream, 0)]))[0].Records[0].Version;
            foreach (var record in before.Where(record => record.Version < first))
            {
                if (record.Record.CommandId is { } id)
                    _lost.Add(id);
            }

            return removed;
        }

        public override Task<RecordPlace?> FindCommand(CommandId id) =>
            _lost.Contains(id) ? Task.FromResult<RecordPlace?>(null) : Inner.FindCommand(id);

        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames) => Inner.Append([.. frames.Select(frame => frame with
        {
            Records = [.. frame.Records.Select(record => record.CommandId is { } id && _lost.Contains(id) ? record with { CommandId = null } : record)],
        })]);
    }
}
