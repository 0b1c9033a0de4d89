using System.Diagnostics;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

/// <summary>The storage fails, as seen by those who call the grains.</summary>
public sealed class OutageTests
{
    private static readonly GroupCommitOptions Short = new()
    {
        AppendLimit = TimeSpan.FromMilliseconds(500),
        LoadLimit = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>Long enough that on a busy machine nothing ends by it but what the storage does not take.</summary>
    private static readonly GroupCommitOptions Patient = new() { AppendLimit = TimeSpan.FromSeconds(3) };

    [Theory]
    [InlineData(AppendFailure.UnknownWritten)]
    [InlineData(AppendFailure.UnknownNotWritten)]
    public async Task ConnectionLost_InABatchOfManyItems_EachCommandHappensOnce(AppendFailure failure)
    {
        const int Items = 60;
        const int Commands = 240;
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await Task.WhenAll(Enumerable.Range(0, Items + 1).Select(i => engine.Receive(Item(i), 10)));
        Task<ReservationAnswer> Reserve(int i) => engine.Reserve($"r-{i}", 600, (Item(i % Items), 1));

        // One append keeps the storage busy, so that all the others wait and go together.
        journal.Faults.Block();
        var batches = journal.Faults.AppendCount;
        var first = engine.Reserve("r-first", 600, (Item(Items), 1));
        await journal.Faults.AppendsArrived(batches + 1);
        var lost = Enumerable.Range(0, Commands).Select(Reserve).ToList();
        await Wait.Until(() => engine.Get<GroupCommit>().Statistics.Queued >= Commands);
        journal.Faults.FailNext(failure);
        journal.Faults.ReadDelay = TimeSpan.FromMilliseconds(20);
        var reads = journal.Faults.ReadCount;
        journal.Faults.Unblock();

        Assert.Equal(ReservationProblem.None, (await first).Problem);
        Assert.All(await Task.WhenAll(lost.Select(Ended)), ended => Assert.IsType<RetriableException>(ended));
        var again = await Task.WhenAll(Enumerable.Range(0, Commands).Select(Reserve));
        Assert.All(again, answer => Assert.Equal(ReservationProblem.None, answer.Problem));
        Assert.All(again, answer => Assert.Equal(failure is AppendFailure.UnknownWritten, answer.IsRepeated));
        Assert.InRange(journal.Faults.ReadCount - reads, 1, Items / 4);
        foreach (var i in Enumerable.Range(0, Items))
        {
            Assert.Equal(Commands / Items, (await engine.Item(Item(i)).Read()).Reserved);
        }

        await engine.AssertBalanced();
    }

    [Fact]
    public async Task LongOutage_CallersAreTold_LoadsAreBatched_AndAllGoesOnAfterwards()
    {
        const int Items = 300;
        const int Rounds = 3;
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal, options: Short);
        await Task.WhenAll(Enumerable.Range(0, Items).Select(i => engine.Receive(Item(i), 10)));
        Task<ReservationAnswer> Reserve(int i) => engine.Reserve($"r-{i}", 600, (Item(i), 1));

        journal.Faults.FailAll(AppendFailure.NotWritten);
        journal.Faults.ReadsFail = true;
        var reads = journal.Faults.ReadCount;
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            var ended = await Task.WhenAll(Enumerable.Range(0, Items).Select(i => Ended(Reserve(i))));
            Assert.All(ended, e => Assert.IsType<RetriableException>(e));
        }

        // Two queries at once at most, each for hundreds of items, and ever longer pauses: six tries fit into the time of a load.
        var limits = (int)Math.Ceiling(watch.Elapsed / Short.LoadLimit) + Rounds;
        Assert.InRange(journal.Faults.ReadCount - reads, 1, Short.LoadQueries * 6 * limits);

        journal.Faults.FailAll(AppendFailure.None);
        journal.Faults.ReadsFail = false;
        journal.Faults.ReadDelay = TimeSpan.FromMilliseconds(20);
        reads = journal.Faults.ReadCount;
        await Wait.Until(async () =>
            (await Task.WhenAll(Enumerable.Range(0, Items).Select(i => Ended(Reserve(i))))).All(e => e is null));
        Assert.InRange(journal.Faults.ReadCount - reads, 1, Items / 4);
        var reserved = await Task.WhenAll(Enumerable.Range(0, Items).Select(i => engine.Item(Item(i)).Read()));
        Assert.All(reserved, item => Assert.Equal(1, item.Reserved));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Outage_UnderMoreWorkThanTheQueueTakes_TheQueueStaysBoundedAndSettlingGetsThrough()
    {
        var options = new GroupCommitOptions { QueueRecords = 400, AppendLimit = TimeSpan.FromMinutes(1) };
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal, options: options);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => engine.Receive(Item(i), 10_000)));
        await engine.Receive(Item(20), 10);
        await engine.Reserve("r-held", 600, (Item(20), 1));
        var commit = engine.Get<GroupCommit>();

        journal.Faults.Block();
        var calls = Enumerable.Range(0, 5_000).Select(i => Ended(engine.Reserve($"r-{i}", 600, (Item(i % 20), 1)))).ToList();
        await Wait.Until(() => calls.Count(call => call.IsCompleted) > 4_000);
        Assert.InRange(commit.Statistics.Queued, 1, options.QueueRecords);
        Assert.False(commit.Admits(Admission.New));
        Assert.True(commit.Admits(Admission.Settling));
        var settled = engine.Reservations.Confirm("r-held", Engine.Origin);
        journal.Faults.Unblock();

        Assert.Equal(ReservationProblem.None, (await settled).Problem);
        var ended = await Task.WhenAll(calls);
        Assert.All(ended.OfType<Exception>(), e => Assert.IsType<RetriableException>(e));
        Assert.Equal(ended.Count(e => e is null), (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => engine.Item(Item(i)).Read()))).Sum(f => f.Reserved));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task DiskFull_CallersAreTold_AndWhatWasAcknowledgedIsThereWithMoreRoom()
    {
        using var folder = new TestFolder();
        var options = new SqliteOptions(folder.File("journal.db"));
        var (acknowledged, reserved) = (0, 0L);
        await using (var journal = new SqliteJournal(options with { MaxPages = 60 }))
        {
            await using var engine = await Engine.Start(journal, options: Patient);
            await engine.Receive(Item(0), 100_000);
            Exception? failure = null;
            for (; failure is null && acknowledged < 50_000; acknowledged += failure is null ? 1 : 0)
            {
                failure = await Ended(engine.Reserve($"r-{acknowledged}", 600, (Item(0), 1)));
            }

            Assert.IsType<RetriableException>(failure);
            Assert.InRange(acknowledged, 10, 49_999);
            // It still answers what it knows, and refuses again what it cannot keep. The last one may be there without having been
            // acknowledged: on a machine that is busy enough, it has run out of time.
            reserved = (await engine.Item(Item(0)).Read()).Reserved;
            Assert.InRange(reserved, acknowledged, acknowledged + 1);
            Assert.IsType<RetriableException>(await Ended(engine.Reserve("r-again", 600, (Item(0), 1))));
        }

        await using var roomy = new SqliteJournal(options);
        await using var next = await Engine.Start(roomy);
        Assert.Equal(reserved, (await next.Item(Item(0)).Read()).Reserved);
        Assert.Equal(ReservationProblem.None, (await next.Reserve($"r-{acknowledged}", 600, (Item(0), 1))).Problem);
        Assert.Equal(acknowledged + 1, (await next.Item(Item(0)).Read()).Reserved);
        await next.AssertBalanced();
    }

    [Fact]
    public async Task DiskFull_Really_CallersAreToldAndItGoesOnByItselfWithRoom()
    {
        using var disk = SmallDisk.TryMount(sizeMib: 8);
        if (disk is null)
        {
            Assert.Skip("This process may not mount a small file system.");
        }

        await using var journal = new SqliteJournal(new SqliteOptions(disk.File("journal.db")));
        await using var engine = await Engine.Start(journal, options: Patient);
        await engine.Receive(Item(0), 100_000);
        disk.Fill();
        // What the log has room for already is still taken; then the commit itself finds none.
        var acknowledged = 0;
        Exception? failure = null;
        var slowest = TimeSpan.Zero;
        for (; failure is null && acknowledged < 100_000; acknowledged += failure is null ? 1 : 0)
        {
            var watch = Stopwatch.StartNew();
            failure = await Ended(engine.Reserve($"r-{acknowledged}", 600, (Item(0), 1)));
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }

        Assert.IsType<RetriableException>(failure);
        Assert.InRange(slowest, TimeSpan.Zero, 3 * Patient.AppendLimit);
        Assert.IsType<RetriableException>(await Ended(engine.Reserve("r-again", 600, (Item(0), 1))));
        disk.MakeRoom();

        await Wait.Until(async () => await Ended(engine.Reserve($"r-{acknowledged}", 600, (Item(0), 1))) is null);
        Assert.Equal(acknowledged + 1, (await engine.Item(Item(0)).Read()).Reserved);
        await engine.AssertBalanced();
    }

    private static string Item(int number) => $"sku-{number}@store";

    private static async Task<Exception?> Ended(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
