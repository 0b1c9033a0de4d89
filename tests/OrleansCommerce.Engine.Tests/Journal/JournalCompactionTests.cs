using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class JournalCompactionTests
{
    private static readonly CompactionOptions Gentle = new() { FramesPerStep = 2, StreamsPerStep = 1, Pause = TimeSpan.Zero };

    [Theory]
    [InlineData(29, 0)]
    [InlineData(33, 8)]
    [InlineData(100, 18)]
    public async Task Run_AfterSomeDays_RemovesWhatIsOlderThanTheRetention(int days, long removed)
    {
        await using var journal = await WithTenDays();

        var compaction = new JournalCompaction(journal, new ManualTimeProvider(Some.Time.AddDays(days).AddHours(1)), Gentle);

        Assert.Equal(removed, await compaction.Run(CancellationToken.None));
        Assert.Equal(0, await compaction.Run(CancellationToken.None));
        foreach (var stream in new[] { "stock/a@1", "stock/b@1" })
            Assert.Equal(10, (await journal.Read([new StreamQuery(stream)]))[0].Version);
        Assert.Equal(30 - removed, (await journal.ReadAll(0, 100)).Records.Count);
    }

    [Fact]
    public async Task Run_WhereTheLastRecordSaysItAll_KeepsThatOneOfWhatIsOld()
    {
        await using var journal = await WithTenDays();
        var options = Gentle with { LastWords = [new LastWord("reservation/", record => record.Actor == "till-7")], FramesPerLook = 4 };
        async Task<long> After(int days) =>
            await new JournalCompaction(journal, new ManualTimeProvider(Some.Time.AddDays(days).AddHours(1)), options).Run(CancellationToken.None);

        // The last one is not old yet, and before it is nobody knows whether it is the last.
        Assert.Equal(8, await After(33));
        Assert.Equal(10, (await journal.Read([new StreamQuery("reservation/1", 0)]))[0].Records.Count);
        Assert.Equal(19, await After(100));
        Assert.Equal([10], (await journal.Read([new StreamQuery("reservation/1", 0)]))[0].Records.Select(record => record.Version));
        Assert.Equal(0, await After(101));

        // Of one that was not at its end when it was looked at, the rest goes when it is.
        await journal.Append([Some.Frame("reservation/2", 1, Some.Record("x") with { At = Some.Time, Actor = "nobody" })]);
        Assert.Equal(0, await After(101));
        await journal.Append([Some.Frame("reservation/2", 2, Some.Record("y") with { At = Some.Time.AddDays(1) })]);
        Assert.Equal(1, await After(101));
    }

    [Fact]
    public async Task Run_OfAnEmptyJournal_RemovesNothing()
    {
        await using var journal = new MemoryJournal(TimeProvider.System);

        Assert.Equal(0, await new JournalCompaction(journal, TimeProvider.System, Gentle).Run(CancellationToken.None));
    }

    /// <summary>A frame a day: of two streams with a snapshot of all, and of one without.</summary>
    private static async Task<MemoryJournal> WithTenDays()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        for (var day = 0; day < 10; day++)
        {
            foreach (var stream in new[] { "stock/a@1", "stock/b@1", "reservation/1" })
                await journal.Append([Some.Frame(stream, day + 1, Some.Record("x") with { At = Some.Time.AddDays(day) })]);
        }
        await journal.WriteSnapshots([.. new[] { "stock/a@1", "stock/b@1" }.Select(s => new StreamSnapshot(s, new Snapshot(10, new byte[] { 1 })))]);
        return journal;
    }
}
