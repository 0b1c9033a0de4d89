using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class EarlyReplies : Plant
{
    public override IJournal Link(IJournal storage, Silo silo) => new Journal(storage);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            var position = frames[0].FirstVersion;
            _ = Inner.Append(frames);
            return Task.FromResult(new BatchOutcome([.. frames.Select(_ => new AppendOutcome(AppendStatus.Durable, position))]));
        }
    }
}

internal sealed class LostReleases : Plant
{
    private static readonly long LateTicks = TimeSpan.FromMilliseconds(300).Ticks;

    private World? _world;

    public override IJournal Store(IJournal database, World world)
    {
        _world = world;
        return database;
    }

    public override IJournal Link(IJournal storage, Silo silo) => new Journal(storage, silo, _world!);

    private sealed class Journal(IJournal inner, Silo silo, World world) : JournalDecorator(inner)
    {
        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            if (!frames.All(frame => frame.Records.All(record => record.Kind == "stock.holdEnded")))
                return Inner.Append(frames);
            world.After(LateTicks, silo.Host, () => Inner.Append(frames));
            return Task.FromResult(new BatchOutcome([.. frames.Select(frame => new AppendOutcome(AppendStatus.Durable, frame.FirstVersion))]));
        }
    }
}

internal sealed class AppliedTwice : Plant
{
    public override IJournal Link(IJournal storage, Silo silo) => new Journal(storage);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            try
            {
                return await Inner.Append(frames);
            }
            catch (JournalUnavailableException e) when (e.MayBeWritten)
            {
                var ends = await Inner.Read([.. frames.Select(frame => new StreamQuery(frame.Stream, long.MaxValue - 1))]);
                return await Inner.Append([.. frames.Zip(ends, (frame, end) => frame with
                {
                    FirstVersion = end.Version + 1,
                    Records = [.. frame.Records.Select(record => record with { CommandId = null })],
                })]);
            }
        }
    }
}

internal sealed class TornFrames : Plant
{
    public override IJournal Link(IJournal storage, Silo silo) => new Journal(storage);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames) => Inner.Append(
            [.. frames.Select(frame => frame with { Records = [.. frame.Records.Take((frame.Records.Count + 1) / 2)] })]);
    }
}

internal sealed class EarlyRows : Plant
{
    public override IJournal Link(IJournal storage, Silo silo) => new Journal(storage);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
        {
            var rows = frames.Where(frame => frame.Stream.StartsWith("stock/", StringComparison.Ordinal)).Select(Row).ToList();
            if (rows.Count > 0)
                _ = Inner.Stock.Write(rows, 0);
            return Inner.Append(frames);
        }

        private static StockRow Row(Frame frame)
        {
            var item = frame.Stream.Split('/', '@');
            return new StockRow(item[1], item[2], frame.LastVersion, frame.LastVersion, 0, 0, 0, 0, 0, 0, 0, null, frame.Records[^1].At);
        }
    }
}

internal sealed class NoHeadChecks : Plant
{
    public override bool ChecksHeads => false;
}

internal sealed class NoSweep : Plant
{
    public override bool Sweeps => false;
}
