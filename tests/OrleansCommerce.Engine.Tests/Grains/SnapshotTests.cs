using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

public sealed class SnapshotTests
{
    private const string Item = "22197@wm-947";
    private const string Stream = "stock/" + Item;

    [Fact]
    public async Task Item_AfterAThousandEvents_IsLoadedFromItsSnapshotAndDecidesAsBefore()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        StockFigures before;
        await using (var engine = await Engine.Start(journal))
        {
            before = await WithHistory(engine);
        }

        var stored = (await journal.Read([new StreamQuery(Stream)]))[0];
        Assert.InRange(stored.Snapshot!.Version, 1_001, stored.Version);
        Assert.Equal(stored.Version - stored.Snapshot.Version, stored.Records.Count);
        await using var again = await Engine.Start(journal);
        Assert.Equal(before, await again.Item(Item).Read());
        Assert.Equal(ReservationStatus.Confirmed, (await again.Reservations.Confirm("r-live", Engine.Origin)).Reservation?.Status);
        Assert.True((await again.Receive(Item, 1, "m-0")).IsRepeated);
        Assert.True((await again.Receive(Item, 1, "m-1099")).IsRepeated);
        Assert.Equal(before.OnHand, (await again.Item(Item).Read()).OnHand);
        await again.AssertBalanced();
    }

    [Fact]
    public async Task Snapshot_OfAppendsThatAreNotDurable_IsNeverWritten()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await engine.Receive(Item, 1, "first");
        journal.Faults.Block();
        var writing = Enumerable.Range(0, 1_500).Select(i => engine.Receive(Item, 1, $"m-{i}")).ToList();
        await journal.Faults.AppendsArrived(2);
        await engine.Get<SnapshotWriter>().Settled();
        Assert.Equal(0, engine.Get<SnapshotWriter>().Written);
        journal.Faults.FailNext(AppendFailure.UnknownNotWritten);
        journal.Faults.Unblock();
        foreach (var write in writing)
        {
            await Task.WhenAny(write);
        }

        await engine.Get<SnapshotWriter>().Settled();
        var stored = (await journal.Read([new StreamQuery(Stream)]))[0];
        Assert.True(writing.Exists(write => write.IsFaulted), "Nothing failed, so nothing was shown.");
        Assert.True((stored.Snapshot?.Version ?? 0) <= stored.Version);
        Assert.Equal(stored.Version, (await engine.Item(Item).Read()).OnHand);
    }

    [Fact]
    public async Task Snapshot_OfAnUnknownFormat_IsAnErrorThatSaysSo()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using (var engine = await Engine.Start(journal))
        {
            await engine.Receive(Item, 1);
        }

        await journal.WriteSnapshots([new StreamSnapshot(Stream, new Snapshot(1, """{"format":99,"version":1}"""u8.ToArray()))]);
        await using var again = await Engine.Start(journal);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => again.Item(Item).Read());
        Assert.Contains("format 99", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compaction_OfWhatASnapshotCovers_KeepsPromisesIdsAndBooks()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        StockFigures before;
        await using (var old = await Engine.Start(journal))
        {
            before = await WithHistory(old);
            await old.AssertBalanced();
        }

        var later = new ManualTimeProvider(DateTimeOffset.UtcNow.AddDays(31));
        var removed = await new JournalCompaction(journal, later, new CompactionOptions { Pause = TimeSpan.Zero }).Run(CancellationToken.None);

        Assert.True(removed > 1_000, $"Only {removed} frames were removed.");
        await using var engine = await Engine.Start(journal);
        Assert.Equal(before, await engine.Item(Item).Read());
        await engine.AssertBalanced();

        // Live since before: still found by its id alone, and it can go on.
        Assert.Equal(ReservationStatus.Confirmed, (await engine.Reservations.Read("r-live")).Reservation?.Status);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Fulfil("r-live", Engine.Origin)).Reservation?.Status);

        // Used before, by what is no longer kept: never carried out again, and the same refusal each time.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(StockRefusalCode.IdReused, (await engine.Receive(Item, 1, "m-0")).Refusal?.Code);
            Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-gone", 600, (Item, 1))).Problem);
            Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-gone", 600, (Item, 1_000_000))).Problem);
            Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Confirm("r-gone", Engine.Origin)).Problem);
        }

        Assert.Equal(before.OnHand - 2, (await engine.Item(Item).Read()).OnHand);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Compaction_OfEndedBasketsAndRegisters_KeepsHowTheyEndedAndTheNewestDescription()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        (string Item, long Quantity)[] lines = [("a@wm-1", 1), ("b@wm-1", 1)];
        await using (var old = await Engine.Start(journal))
        {
            await old.Receive("a@wm-1", 10);
            await old.Receive("b@wm-1", 10);
            foreach (var id in new[] { "gone", "sold", "live" })
            {
                Assert.Equal(ReservationProblem.None, (await old.Reserve(id, 600, lines)).Problem);
                Assert.Equal(ReservationProblem.None, (await old.Reservations.Confirm(id, Engine.Origin)).Problem);
            }

            await old.Reservations.Release("gone", Engine.Origin);
            await old.Reservations.Fulfil("sold", Engine.Origin);
            foreach (var name in new[] { "Mug", "Cup", "Glass" })
            {
                await old.Get<IGrainFactory>().GetGrain<ISkuGrain>("a").Describe(new Sku(name, null, null), Engine.Origin);
            }

            await old.AssertBalanced();
        }

        var before = await journal.ReadAll(0, 1_000);
        var later = new ManualTimeProvider(DateTimeOffset.UtcNow.AddDays(31));
        var options = new CompactionOptions { Pause = TimeSpan.Zero, LastWords = Retention.LastWords, Folds = Retention.Folds, FramesPerLook = 3, StreamsPerStep = 1 };
        var removed = await new JournalCompaction(journal, later, options).Run(CancellationToken.None);
        Assert.Equal(0, await new JournalCompaction(journal, later, options).Run(CancellationToken.None));

        // Opened and confirmed of the two that ended, opened of the one that lives, two descriptions of the SKU.
        Assert.Equal(7, removed);
        var left = (await journal.ReadAll(0, 1_000)).Records.Where(record => !record.Stream.StartsWith("stock/", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["reservation.confirmed", "reservation.fulfilled", "reservation.released", "sku.described"],
            left.Select(record => record.Record.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(before.Records.Count(record => record.Stream.StartsWith("stock/", StringComparison.Ordinal)), (await journal.ReadAll(0, 1_000)).Records.Count - left.Count);

        await using var engine = await Engine.Start(journal);
        Assert.Equal("Glass", (await engine.Get<IGrainFactory>().GetGrain<ISkuGrain>("a").Read())?.Name);
        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Read("gone")).Reservation?.Status);
        Assert.True((await engine.Reservations.Release("gone", Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Confirm("gone", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("gone", 600, lines)).Problem);
        Assert.True((await engine.Reservations.Fulfil("sold", Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Fulfil("live", Engine.Origin)).Reservation?.Status);
        Assert.Equal((8, 0), ((await engine.Item("a@wm-1").Read()).OnHand, (await engine.Item("a@wm-1").Read()).Reserved));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Audit_OfBooksThatWereOpenDuringCompaction_StillBalances()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await WithHistory(engine);
        var later = new ManualTimeProvider(DateTimeOffset.UtcNow.AddDays(31));
        await new JournalCompaction(journal, later, new CompactionOptions { Pause = TimeSpan.Zero }).Run(CancellationToken.None);
        await engine.AssertBalanced();
        await engine.Receive(Item, 5, "after");
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Audit_FromASnapshotThatSaysOtherwise_IsCaught()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await engine.Receive(Item, 10);
        await engine.Reserve("r-1", 600, (Item, 2));
        await engine.Receive(Item, 1, "m-1");
        await engine.Receive(Item, 1, "m-2");
        var forged = """{"format":1,"version":3,"received":11,"holds":[{"reservationId":"r-1","remaining":1}],"remembered":[]}"""u8.ToArray();
        await journal.WriteSnapshots([new StreamSnapshot(Stream, new Snapshot(3, forged))]);
        Assert.Equal(3, await journal.Compact(Stream, long.MaxValue, 10));

        Assert.False((await engine.Books.Run(CancellationToken.None)).Balanced);
    }

    /// <summary>One reservation that lives, one that ended early, and more than a thousand movements.</summary>
    private static async Task<StockFigures> WithHistory(Engine engine)
    {
        await engine.Receive(Item, 10);
        await engine.Reserve("r-gone", 600, (Item, 1));
        await engine.Reservations.Release("r-gone", Engine.Origin);
        await engine.Reserve("r-live", 600, (Item, 2));
        await engine.Reservations.Confirm("r-live", Engine.Origin);
        for (var i = 0; i < 1_100; i++)
        {
            await engine.Receive(Item, 1, $"m-{i}");
        }

        await engine.Get<SnapshotWriter>().Settled();
        return await engine.Item(Item).Read();
    }
}
