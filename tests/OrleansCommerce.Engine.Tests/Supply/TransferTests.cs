using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Grains.Supply.Inbound;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Grains.Supply.Transfers;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Supply;

public sealed class TransferTests
{
    private static readonly TransferRequest Wanted = new("wh", "st", [new("a", 3), new("b", 2)], null);

    /// <summary>Nothing waits long for a storage that has failed for good. What is to be there before is written by an engine with more time.</summary>
    private static readonly GroupCommitOptions Short = new()
    {
        AppendLimit = TimeSpan.FromMilliseconds(60),
        LoadLimit = TimeSpan.FromMilliseconds(500),
    };

    [Fact]
    public async Task Transfer_FromPlanToReceipt_UnitsAreHeldThenOnNoShelfThenThere()
    {
        await using var engine = await Stocked(new MemoryJournal(TimeProvider.System));
        var transfer = Transfer(engine);
        Assert.Equal(TransferStatus.Planned, (await transfer.Plan(Wanted, Engine.Origin)).Transfer?.Status);
        Assert.True((await transfer.Plan(Wanted, Engine.Origin)).IsRepeated);
        Assert.Equal(TransferProblem.IdReused, (await transfer.Plan(Wanted with { To = "other" }, Engine.Origin)).Problem);
        await Shelves(engine, "wh", onHand: (5, 5), reserved: (3, 2));

        Assert.Equal(TransferStatus.Shipped, (await transfer.Ship(Engine.Origin)).Transfer?.Status);
        Assert.True((await transfer.Ship(Engine.Origin)).IsRepeated);
        await Shelves(engine, "wh", onHand: (2, 3), reserved: (0, 0));
        await Shelves(engine, "st", onHand: (0, 0), reserved: (0, 0));
        var outlook = await engine.Get<IGrainFactory>().GetGrain<IInboundGrain>("a").Promisable();
        Assert.Equal([new("st", 3, null)], outlook.Lots);

        var received = (await transfer.Receive([new("a", 2), new("b", 2)], Engine.Origin)).Transfer!;
        Assert.Equal(TransferStatus.Received, received.Status);
        Assert.Equal([new("a", 1)], received.Lost);
        Assert.True((await transfer.Receive([new("a", 3)], Engine.Origin)).IsRepeated);
        Assert.Equal(TransferProblem.WrongState, (await transfer.Cancel(Engine.Origin)).Problem);
        await Shelves(engine, "st", onHand: (2, 2), reserved: (0, 0));
        Assert.Empty((await engine.Get<IGrainFactory>().GetGrain<IInboundGrain>("a").Promisable()).Lots);
        await engine.AssertBalanced();

        // Everything that was done for it is found under its name.
        var audit = await engine.Journal.ReadCorrelation("transfer/t-1", 100);
        Assert.Equal(4, audit.Count(record => record.Record.Kind == "stock.moved"));
        Assert.Equal(2, audit.Count(record => record.Record.Kind == "stock.confirmed"));
        Assert.Single(audit, record => record.Record.Kind == "transfer.closed");
        Assert.Empty(await WorkIndex.ReadAll(engine.Get<IGrainFactory>(), WorkIndex.Supply));
    }

    [Fact]
    public async Task Plan_OneLineShort_HoldsNothingAndMayBeSentAgain()
    {
        await using var engine = await Stocked(new MemoryJournal(TimeProvider.System));
        var wanted = Wanted with { Lines = [new("a", 3), new("b", 6)] };
        var refused = await Transfer(engine).Plan(wanted, Engine.Origin);
        Assert.Equal(TransferProblem.InsufficientStock, refused.Problem);
        Assert.Equal(new Shortfall(StockKey.Parse("b@wh"), 6, 5), Assert.Single(refused.Shortfalls));
        await Shelves(engine, "wh", onHand: (5, 5), reserved: (0, 0));
        Assert.Equal(TransferProblem.Unknown, (await Transfer(engine).Read()).Problem);
        await engine.Receive("b@wh", 1, "more");
        Assert.Equal(TransferProblem.None, (await Transfer(engine).Plan(wanted, Engine.Origin)).Problem);
    }

    /// <summary>The second try is not taken for the first one, of which it would hear that it held, and which was taken back.</summary>
    [Fact]
    public async Task Plan_SentAgainInTheSameMillisecond_Holds()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        await using var engine = await Engine.Start(clock);
        await engine.Receive("a@wh", 5);
        await engine.Receive("b@wh", 5);
        var wanted = Wanted with { Lines = [new("a", 3), new("b", 6)] };
        Assert.Equal(TransferProblem.InsufficientStock, (await Transfer(engine).Plan(wanted, Engine.Origin)).Problem);
        await engine.Receive("b@wh", 1, "more");
        Assert.Equal(TransferProblem.None, (await Transfer(engine).Plan(wanted, Engine.Origin)).Problem);
        await Shelves(engine, "wh", onHand: (5, 6), reserved: (3, 6));
    }

    [Fact]
    public async Task Cancel_OfAPlannedTransfer_GivesTheUnitsBack()
    {
        await using var engine = await Stocked(new MemoryJournal(TimeProvider.System));
        await Transfer(engine).Plan(Wanted, Engine.Origin);
        Assert.Equal(TransferStatus.Cancelled, (await Transfer(engine).Cancel(Engine.Origin)).Transfer?.Status);
        Assert.True((await Transfer(engine).Cancel(Engine.Origin)).IsRepeated);
        Assert.Equal(TransferProblem.WrongState, (await Transfer(engine).Ship(Engine.Origin)).Problem);
        await Shelves(engine, "wh", onHand: (5, 5), reserved: (0, 0));
    }

    [Fact]
    public async Task Plan_HeldForever_IsNotGivenAwayWhenTimePasses()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        await using var engine = await Engine.Start(clock);
        await engine.Receive("a@wh", 3);
        await Transfer(engine).Plan(Wanted with { Lines = [new("a", 3)] }, Engine.Origin);
        clock.Advance(TimeSpan.FromDays(90));
        await engine.Sweep.Once();
        Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve("r-1", 600, ("a@wh", 1))).Problem);
        Assert.Equal(TransferStatus.Shipped, (await Transfer(engine).Ship(Engine.Origin)).Transfer?.Status);
    }

    /// <summary>
    /// The storage fails for good after the first, the second … append of the step; whatever was written by then, the next process ends with
    /// the whole step or with none of it, by the sweep alone, and a retry is answered.
    /// </summary>
    [Theory]
    [InlineData("plan")]
    [InlineData("ship")]
    [InlineData("receive")]
    [InlineData("cancel")]
    public async Task Process_EndsAfterAnyAppendOfAStep_TheStepIsWholeOrNothing(string step)
    {
        var (whole, none) = (0, 0);
        for (var survives = 0; survives < 12; survives++)
        {
            var journal = new MemoryJournal(TimeProvider.System);
            await using (var engine = await Stocked(journal))
            {
                await Before(step, Transfer(engine));
            }

            await using (var engine = await Engine.Start(journal, options: Short))
            {
                for (var i = 0; i < survives; i++)
                {
                    journal.Faults.FailNext(AppendFailure.None);
                }

                journal.Faults.FailAll(AppendFailure.NotWritten);
                await Ended(Do(step, Transfer(engine)));
            }

            journal.Faults.FailAll(AppendFailure.None);
            await using var next = await Engine.Start(journal);
            Assert.Equal(0, await next.Get<SupplySweep>().Repair());
            if (await IsDone(step, next))
            {
                whole++;
            }
            else
            {
                none++;
            }

            Assert.Empty(await WorkIndex.ReadAll(next.Get<IGrainFactory>(), WorkIndex.Supply));
            Assert.Equal(TransferProblem.None, (await Do(step, Transfer(next))).Problem);
            Assert.True(await IsDone(step, next));
            await next.AssertBalanced();
        }

        Assert.True(whole > 1 && none > 0, $"{whole} and {none}");
    }

    /// <summary>Without the entry in the index nobody would find what is left to do: the sweep alone carries it out.</summary>
    [Fact]
    public async Task Sweep_EntryTakenOutOfTheIndex_LeavesTheStepUndone()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using (var engine = await Stocked(journal))
        {
            await Transfer(engine).Plan(Wanted, Engine.Origin);
        }

        await using (var engine = await Engine.Start(journal, options: Short))
        {
            journal.Faults.FailNext(AppendFailure.None);
            journal.Faults.FailNext(AppendFailure.None);
            journal.Faults.FailAll(AppendFailure.NotWritten);
            await Ended(Transfer(engine).Ship(Engine.Origin));
        }

        journal.Faults.FailAll(AppendFailure.None);
        await using var next = await Engine.Start(journal);
        var grains = next.Get<IGrainFactory>();
        Assert.Equal(["transfer/t-1"], await WorkIndex.ReadAll(grains, WorkIndex.Supply));
        await WorkIndex.Shard(grains, WorkIndex.Supply, "transfer/t-1").Remove("transfer/t-1", long.MaxValue);
        await next.Get<SupplySweep>().Repair();
        await Shelves(next, "wh", onHand: (5, 5), reserved: (3, 2));
        await Transfer(next).Read();
        await Shelves(next, "wh", onHand: (2, 3), reserved: (0, 0));
    }

    [Fact]
    public async Task Transfers_ManyOfTheSameGoods_NeverHoldMoreThanThereIs()
    {
        await using var engine = await Stocked(new MemoryJournal(TimeProvider.System));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Transfer(engine, $"t-{i}").Plan(
            Wanted with { Lines = i % 2 == 0 ? [new("a", 1), new("b", 1)] : [new("b", 1), new("a", 1)] }, Engine.Origin)));
        Assert.Equal(5, answers.Count(answer => answer.Problem == TransferProblem.None));
        await Shelves(engine, "wh", onHand: (5, 5), reserved: (5, 5));
        await engine.AssertBalanced();
    }

    private static ITransferGrain Transfer(Engine engine, string id = "t-1") => engine.Get<IGrainFactory>().GetGrain<ITransferGrain>(id);

    private static async Task<Engine> Stocked(MemoryJournal journal)
    {
        var engine = await Engine.Start(journal);
        await engine.Receive("a@wh", 5);
        await engine.Receive("b@wh", 5);
        return engine;
    }

    private static async Task Before(string step, ITransferGrain transfer)
    {
        if (step != "plan")
        {
            await transfer.Plan(Wanted, Engine.Origin);
        }

        if (step == "receive")
        {
            await transfer.Ship(Engine.Origin);
        }
    }

    private static Task<TransferAnswer> Do(string step, ITransferGrain transfer) => step switch
    {
        "plan" => transfer.Plan(Wanted, Engine.Origin),
        "ship" => transfer.Ship(Engine.Origin),
        "receive" => transfer.Receive([new("a", 2), new("b", 2)], Engine.Origin),
        _ => transfer.Cancel(Engine.Origin),
    };

    /// <summary>Whether the step was done, everywhere; fails when it was done in part.</summary>
    private static async Task<bool> IsDone(string step, Engine engine)
    {
        var (held, shipped) = ((3L, 2L), (2L, 3L));
        switch ((step, (await Transfer(engine).Read()).Transfer?.Status))
        {
            case ("plan", null):
                await Shelves(engine, "wh", onHand: (5, 5), reserved: (0, 0));
                return false;
            case ("plan" or "ship" or "cancel", TransferStatus.Planned):
                await Shelves(engine, "wh", onHand: (5, 5), held);
                return step == "plan";
            case ("cancel", TransferStatus.Cancelled):
                await Shelves(engine, "wh", onHand: (5, 5), reserved: (0, 0));
                return true;
            case ("ship" or "receive", TransferStatus.Shipped):
                await Shelves(engine, "wh", shipped, reserved: (0, 0));
                await Shelves(engine, "st", onHand: (0, 0), reserved: (0, 0));
                return step == "ship";
            case ("receive", TransferStatus.Received):
                await Shelves(engine, "st", onHand: (2, 2), reserved: (0, 0));
                return true;
            case var (_, status):
                Assert.Fail($"After {step} it is {status}.");
                return false;
        }
    }

    private static async Task Shelves(Engine engine, string location, (long A, long B) onHand, (long A, long B) reserved)
    {
        var (a, b) = (await engine.Item($"a@{location}").Read(), await engine.Item($"b@{location}").Read());
        Assert.Equal((onHand, reserved), ((a.OnHand, b.OnHand), (a.Reserved, b.Reserved)));
    }

    private static async Task Ended(Task task)
    {
        try
        {
            await task;
        }
        catch (RetriableException)
        {
            // The process is about to end; what it had written by then is what counts.
        }
    }
}
