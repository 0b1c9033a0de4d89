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
