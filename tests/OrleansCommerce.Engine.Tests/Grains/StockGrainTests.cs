using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

public sealed class StockGrainTests
{
    private const string Item = "22197@wm-947";

    [Fact]
    public async Task Reserve_TwoHundredClientsForTenUnits_HoldsExactlyTen()
    {
        await using var engine = await Engine.Start();
        for (var round = 0; round < 100; round++)
        {
            var item = $"hot-{round}@wm-947";
            await engine.Receive(item, 10);
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => engine.Reserve($"r-{round}-{i}", 600, (item, 1))));

            Assert.Equal(10, answers.Count(a => a.Problem == ReservationProblem.None));
            var refused = answers.Where(a => a.Problem == ReservationProblem.InsufficientStock).ToList();
            Assert.Equal(190, refused.Count);
            Assert.All(refused, a => Assert.Equal(new Shortfall(StockKey.Parse(item), 1, 0), Assert.Single(a.Shortfalls)));
        }

        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Reserve_SameIdFiveTimesAtOnce_HoldsOnceAndAnswersTheSame()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => engine.Reserve("r-1", 600, (Item, 2))));

        Assert.Equal(2, (await engine.Item(Item).Read()).Reserved);
        Assert.Single(answers, a => !a.IsRepeated);
        Assert.Single(answers.Select(a => (a.Reservation!.HeldUntil, a.Reservation.Status)).Distinct());
    }

    [Fact]
    public async Task Reserve_SameIdOnAnotherItem_IsRefusedByTheAppendItself()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 10);
        await engine.Receive("other@wm-947", 30);
        await engine.Reserve("r-1", 600, (Item, 2));
        var bystanders = Enumerable.Range(0, 20).Select(i => engine.Reserve($"b-{i}", 600, ("other@wm-947", 1))).ToList();
        var again = await engine.Reserve("r-1", 600, ("other@wm-947", 2));

        Assert.Equal(ReservationProblem.IdReused, again.Problem);
        var answers = await Task.WhenAll(bystanders);
        Assert.All(answers, a => Assert.Equal(ReservationProblem.None, a.Problem));
        Assert.Equal(20, (await engine.Item("other@wm-947").Read()).Reserved);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Move_RetriedLongAfter_IsAnsweredFromTheJournal()
    {
        await using var engine = await Engine.Start();
        var first = await engine.Receive(Item, 7, "m-first");
        for (var i = 0; i < StockLimits.RememberedMax + 5; i++)
        {
            await engine.Receive(Item, 1, $"m-{i}");
        }

        var before = await engine.Item(Item).Read();
        var retried = await engine.Receive(Item, 7, "m-first");
        var other = await engine.Receive(Item, 8, "m-first");

        Assert.True(retried.IsRepeated);
        Assert.Equal(first.Figures with { NextDue = null }, retried.Figures with { NextDue = null });
        Assert.Equal(StockRefusalCode.IdReused, other.Refusal?.Code);
        Assert.Equal(before.OnHand, (await engine.Item(Item).Read()).OnHand);
    }

    [Fact]
    public async Task Reservation_EndedAndForgotten_IsStillFoundAndItsStepsStillAnswered()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 1_000);
        foreach (var (id, end) in new[] { ("r-sold", true), ("r-back", false) })
        {
            await engine.Reserve(id, 600, (Item, 2));
            await engine.Reservations.Confirm(id, Engine.Origin);
            _ = end ? await engine.Reservations.Fulfil(id, Engine.Origin) : await engine.Reservations.Release(id, Engine.Origin);
        }

        for (var i = 0; i < StockLimits.RememberedMax + 5; i++)
        {
            await engine.Receive(Item, 1, $"m-{i}");
        }

        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Read("r-sold")).Reservation?.Status);
        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Read("r-back")).Reservation?.Status);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Confirm("r-sold", Engine.Origin)).Reservation?.Status);
        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Release("r-sold", Engine.Origin)).Problem);
        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Release("r-back", Engine.Origin)).Reservation?.Status);
        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Confirm("r-back", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.Unknown, (await engine.Reservations.Confirm("r-never", Engine.Origin)).Problem);
        Assert.True((await engine.Reserve("r-sold", 600, (Item, 2))).IsRepeated);
    }

    [Fact]
    public async Task Retry_OfWhatWasAcceptedLongAgo_IsAnsweredEvenWhereItWouldBeRefusedNow()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(Item, 40);
        var transfer = new Move("out-1", MovementKind.TransferOut, 10);
        await engine.Item(Item).Execute(transfer, Engine.Origin);
        await engine.Reserve("r-1", 600, (Item, 10));
        await engine.Reservations.Confirm("r-1", Engine.Origin);
        await engine.Reservations.Fulfil("r-1", Engine.Origin);
        for (var i = 0; i < 20; i++)
        {
            await engine.Item(Item).Execute(new Move($"sale-{i}", MovementKind.Sale, 1), Engine.Origin);
        }

        Assert.True((await engine.Reserve("r-1", 600, (Item, 10))).IsRepeated);
        Assert.True((await engine.Item(Item).Execute(transfer, Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-1", 600, (Item, 11))).Problem);
        Assert.Equal(StockRefusalCode.IdReused, (await engine.Item(Item).Execute(transfer with { Quantity = 11 }, Engine.Origin)).Refusal?.Code);
        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("r-2", 600, (Item, 1))).Problem);
        Assert.Equal(0, (await engine.Item(Item).Read()).OnHand);
    }

    [Fact]
    public async Task Reply_BeforeTheAppendIsDurable_IsNotGiven()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await engine.Receive(Item, 1);
        journal.Faults.Block();
        var held = engine.Reserve("r-1", 600, (Item, 1));
        await journal.Faults.AppendsArrived(2);
        var refused = engine.Reserve("r-2", 600, (Item, 1));
        var read = engine.Item(Item).Read();
        await Task.WhenAny(held, refused, read, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));

        Assert.False(held.IsCompleted || refused.IsCompleted || read.IsCompleted);
        journal.Faults.Unblock();
        Assert.Equal(ReservationProblem.None, (await held).Problem);
        Assert.Equal(ReservationProblem.InsufficientStock, (await refused).Problem);
        Assert.Equal(1, (await read).Reserved);
    }

    [Theory]
    [InlineData(AppendFailure.UnknownNotWritten, 0)]
    [InlineData(AppendFailure.UnknownWritten, 1)]
    public async Task Append_OfUnknownOutcome_IsRetriableAndTheJournalDecides(AppendFailure failure, long reserved)
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal);
        await engine.Receive(Item, 1);
        journal.Faults.FailNext(failure);

        await Assert.ThrowsAsync<RetriableException>(() => engine.Reserve("r-1", 600, (Item, 1)));
        Assert.Equal(reserved, (await engine.Item(Item).Read()).Reserved);
        var retried = await engine.Reserve("r-1", 600, (Item, 1));
        Assert.Equal((ReservationProblem.None, reserved == 1), (retried.Problem, retried.IsRepeated));
        Assert.Equal(1, (await engine.Item(Item).Read()).Reserved);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Owner_ThatIsStale_DropsItselfAndOversellsNothing()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var stale = await Engine.Start(journal);
        await stale.Receive(Item, 1);
        await using var owner = await Engine.Start(journal);
        Assert.Equal(ReservationProblem.None, (await owner.Reserve("r-owner", 600, (Item, 1))).Problem);

        // Its memory says that the unit is there.
        await Assert.ThrowsAsync<RetriableException>(() => stale.Reserve("r-stale", 600, (Item, 1)));
        Assert.Equal(ReservationProblem.InsufficientStock, (await stale.Reserve("r-stale", 600, (Item, 1))).Problem);
        await owner.AssertBalanced();
    }
}
