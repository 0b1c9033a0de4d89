using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// Two processes that each believe to own an item, which a cluster may have for a moment. The one that is not the owner any more can
/// write nothing; this is about what it answers when it has nothing to write.
/// </summary>
public sealed class TwoOwnersTests
{
    private const string Item = "22197@wm-947";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_OfAnOwnerThatIsNoneAnyMore_NeverFollowsWhatTheOwnerAnswered(bool isChecked)
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var owner = await Engine.Start(journal, isShared: isChecked);
        await using var stale = await SoldOutAt(owner, isChecked);

        // The owner has given the unit back, and said so; then a shopper comes to the other one, which still sees it held.
        Assert.Equal(ReservationProblem.None, (await owner.Reservations.Release("r-1", Engine.Origin)).Problem);
        var late = Reserve(stale, "r-2");

        if (isChecked)
        {
            await Assert.ThrowsAsync<RetriableException>(() => late);
            // It has dropped itself, and is the owner when it is asked again.
            Assert.Null((await Reserve(stale, "r-2")).Refusal);
            Assert.Equal(1, (await stale.Item(Item).Read()).Reserved);
        }
        else
        {
            // The control: without the check it refuses what is free.
            Assert.Equal(StockRefusalCode.InsufficientStock, (await late).Refusal?.Code);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_AtAnOwnerThatIsNoneAnyMore_NeverTellsAnOlderStory(bool isChecked)
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var owner = await Engine.Start(journal, isShared: isChecked);
        await using var stale = await SoldOutAt(owner, isChecked);

        Assert.Equal(ReservationProblem.None, (await owner.Reservations.Release("r-1", Engine.Origin)).Problem);
        Assert.Null((await Reserve(owner, "r-3")).Refusal);
        var late = stale.Item(Item).Execute(new Confirm("r-3"), Engine.Origin);

        if (isChecked)
        {
            await Assert.ThrowsAsync<RetriableException>(() => late);
            Assert.Equal(HoldStatus.Confirmed, (await stale.Item(Item).Execute(new Confirm("r-3"), Engine.Origin)).Hold?.Status);
        }
        else
        {
            // The control: the owner has said *held*, and now it is said never to have been.
            Assert.Equal(StockRefusalCode.UnknownReservation, (await late).Refusal?.Code);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_BehindAnAppendThatWasWrittenBeforeTheOwnerChanged_IsNotTold(bool isChecked)
    {
        var journal = new MemoryJournal(TimeProvider.System);
        var late = new LateAnswers(journal);
        await using var stale = await Engine.Start(late, isShared: isChecked);
        await stale.Receive(Item, 1);
        // Its append is on disk, and the answer to it does not come: a process that stands still for a moment.
        late.HoldUp();
        var held = Reserve(stale, "r-1");
        await late.Written;
        await using var owner = await Engine.Start(journal, isShared: isChecked);
        Assert.Equal(ReservationProblem.None, (await owner.Reservations.Release("r-1", Engine.Origin)).Problem);

        // Now the shopper comes. The append that the refusal waits for becomes known as durable after that, and proves nothing.
        var refused = Reserve(stale, "r-2");
        late.LetGo();

        Assert.Null((await held).Refusal);
        if (isChecked)
        {
            await Assert.ThrowsAsync<RetriableException>(() => refused);
        }
        else
        {
            Assert.Equal(StockRefusalCode.InsufficientStock, (await refused).Refusal?.Code);
        }
    }

    [Fact]
    public async Task Refusals_OfTheOneOwnerOfAHotItem_AreNeverTakenForStale()
    {
        const int Shoppers = 64;
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal, isShared: true);
        await engine.Receive(Item, 5);
        journal.Faults.AppendDelay = TimeSpan.FromMilliseconds(1);
        var (held, refused) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Shoppers).Select(async shopper =>
        {
            for (var n = 0; n < 30; n++)
            {
                var id = $"r-{shopper}-{n}";
                if ((await Reserve(engine, id)).Refusal is null)
                {
                    Interlocked.Increment(ref held);
                    Assert.Equal(ReservationProblem.None, (await engine.Reservations.Release(id, Engine.Origin)).Problem);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));

        Assert.Equal(Shoppers * 30, held + refused);
        Assert.True(held > 0 && refused > Shoppers, $"{held} held and {refused} refused show nothing.");
        // Answered by far fewer queries than there were refusals: those that wait are asked for together.
        Assert.InRange(engine.Get<HeadChecks>().Queries, 1, refused / 4);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Refusal_WhileTheHeadCannotBeRead_IsRetriableAndTheOwnerGoesOn()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal, isShared: true);
        await engine.Receive(Item, 1);
        Assert.Null((await Reserve(engine, "r-1")).Refusal);
        journal.Faults.ReadsFail = true;
        await Assert.ThrowsAsync<RetriableException>(() => Reserve(engine, "r-2"));
        // What is written proves by itself that it is still the owner.
        Assert.Equal(ReservationProblem.None, (await engine.Reservations.Release("r-1", Engine.Origin)).Problem);
        journal.Faults.ReadsFail = false;
        Assert.Null((await Reserve(engine, "r-2")).Refusal);
    }

    [Fact]
    public async Task Refusals_OfAProcessThatOwnsTheJournalAlone_CostNoQuery()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await engine.Receive(Item, 1);
        Assert.Null((await Reserve(engine, "r-0")).Refusal);
        var reads = journal.Faults.ReadCount;
        for (var i = 1; i < 100; i++)
        {
            Assert.NotNull((await Reserve(engine, $"r-{i}")).Refusal);
        }

        Assert.Equal(reads, journal.Faults.ReadCount);
    }

    /// <summary>One unit, held at the owner as r-1; another process that has loaded the item at this moment.</summary>
    private static async Task<Engine> SoldOutAt(Engine owner, bool isChecked)
    {
        await owner.Receive(Item, 1);
        Assert.Null((await Reserve(owner, "r-1")).Refusal);
        var stale = await Engine.Start(owner.Journal, isShared: isChecked);
        Assert.Equal(1, (await stale.Item(Item).Read()).Reserved);
        return stale;
    }

    private static Task<StockAnswer> Reserve(Engine engine, string id) =>
        engine.Item(Item).Execute(new Reserve(id, 1, 600, null, OfBasket: false), Engine.Origin);
}
