using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

public sealed class ExpirySweepTests
{
    private const string A = "a@wm-1";
    private const string B = "b@wm-1";
    private const string C = "c@wm-1";

    [Fact]
    public async Task Sweep_WhileADecisionIsLongInComing_LetsGoOfWhatElseIsDue()
    {
        var clock = new ManualTimeProvider();
        var journal = new HangingReads(new MemoryJournal(clock), "reservation/r-1");
        await using var engine = await Engine.Start(journal, clock);
        foreach (var item in new[] { A, B, C })
            await engine.Receive(item, 10);
        await engine.Reserve("r-1", 600, (A, 1), (B, 2));
        await engine.Reserve("r-2", 5, (A, 4));
        await engine.Reserve("r-3", 5, (C, 4));
        foreach (var item in new[] { A, B })
            await engine.Item(item).Execute(new Prepare("r-1", 7), Engine.Origin);
        journal.Hang();
        clock.Advance(StockLimits.PendingPatience + TimeSpan.FromMilliseconds(1));
        var first = engine.Sweep.Once(SweepCalls.Patience);
        await journal.Arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        clock.Advance(SweepCalls.Patience);
        await first;

        clock.Advance(TimeSpan.FromSeconds(5));
        await engine.Sweep.Once(SweepCalls.Patience);

        Assert.Equal((1, 2, 0), ((await engine.Item(A).Read()).Reserved, (await engine.Item(B).Read()).Reserved, (await engine.Item(C).Read()).Reserved));
        journal.LetGo();
        await Wait.Until(async () => (await engine.Journal.ReadCorrelation("r-1", 100)).Count(record => record.Record.Kind == "stock.prepareAborted") == 2);
    }

    /// <summary>Reads of one stream do not end for a while; those of others do.</summary>
    private sealed class HangingReads(IJournal journal, string stream) : JournalInFront(journal)
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;

        public Task Arrived => _arrived.Task;

        public void Hang() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _held?.TrySetResult();

        public override async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries)
        {
            if (_held is { } held && queries.Any(query => query.Stream == stream))
            {
                _arrived.TrySetResult();
                await held.Task;
            }

            return await Inner.Read(queries);
        }
    }
}
