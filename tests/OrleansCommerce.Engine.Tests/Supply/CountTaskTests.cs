using Orleans;
using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Grains.Supply.Counts;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Supply;

public sealed class CountTaskTests
{
    [Fact]
    public async Task Complete_Twice_BooksTheFirstCountOnce()
    {
        await using var engine = await Engine.Start();
        await engine.Receive("mug@st", 5);
        var raised = await Tasks(engine).Raise("f-1", "mug", 5, "short pick", Engine.Origin);
        Assert.True((await Tasks(engine).Raise("f-1", "mug", 5, "short pick", Engine.Origin)).IsRepeated);
        var first = await Tasks(engine).Complete(raised.Task!.Number, 3, Engine.Origin);
        await engine.Receive("mug@st", 1, "later");
        var second = await Tasks(engine).Complete(raised.Task.Number, 9, Engine.Origin);
        Assert.Equal((first.Task, true), (second.Task, second.IsRepeated));
        Assert.Equal(4, (await engine.Item("mug@st").Read()).OnHand);
        Assert.Equal(CountRefusal.Unknown, (await Tasks(engine).Complete(7, 1, Engine.Origin)).Refusal);
    }

    [Fact]
    public async Task Raise_LateRetryAfterTheTaskIsDone_MakesNoSecondTask()
    {
        await using var engine = await Engine.Start();
        await Tasks(engine).Raise("f-1", "mug", 5, "short pick", Engine.Origin);
        await Tasks(engine).Complete(1, 3, Engine.Origin);
        var again = await Tasks(engine).Raise("f-1", "mug", 5, "short pick", Engine.Origin);
        Assert.Equal((true, 1, 3), (again.IsRepeated, again.Task!.Number, again.Task.Counted));
        Assert.Single(await Tasks(engine).List(null, null, 10));
    }

    /// <summary>The storage fails for good after some appends of the count: the next process books it, or it is open as before.</summary>
    [Fact]
    public async Task Process_EndsWhileACountIsBooked_TheSweepBooksIt()
    {
        var booked = 0;
        for (var survives = 0; survives < 6; survives++)
        {
            var journal = new MemoryJournal(TimeProvider.System);
            await using (var engine = await Engine.Start(journal))
            {
                await engine.Receive("mug@st", 5);
                await Tasks(engine).Raise("f-1", "mug", 5, "short pick", Engine.Origin);
            }

            await using (var engine = await Engine.Start(journal, options: new() { AppendLimit = TimeSpan.FromMilliseconds(60) }))
            {
                for (var i = 0; i < survives; i++)
                {
                    journal.Faults.FailNext(AppendFailure.None);
                }

                journal.Faults.FailAll(AppendFailure.NotWritten);
                await Record.ExceptionAsync(() => Tasks(engine).Complete(1, 3, Engine.Origin));
            }

            journal.Faults.FailAll(AppendFailure.None);
            await using var next = await Engine.Start(journal);
            await next.Get<SupplySweep>().Repair();
            var isDone = Assert.Single(await Tasks(next).List(null, null, 10)).Counted == 3;
            Assert.Equal(isDone ? 3 : 5, (await next.Item("mug@st").Read()).OnHand);
            booked += isDone ? 1 : 0;
            await next.AssertBalanced();
        }

        Assert.InRange(booked, 2, 5);
    }

    [Fact]
    public async Task List_InPages_OpenOnesFirst()
    {
        await using var engine = await Engine.Start();
        for (var i = 1; i <= 5; i++)
        {
            await Tasks(engine).Raise($"f-{i}", $"sku-{i}", 1, "cycle", Engine.Origin);
        }

        await Tasks(engine).Complete(2, 1, Engine.Origin);
        await Tasks(engine).Complete(4, 1, Engine.Origin);
        var found = new List<long>();
        CountTaskCursor? after = null;
        while (await Tasks(engine).List(null, after, 2) is { Length: > 0 } page)
        {
            found.AddRange(page.Select(task => task.Number));
            after = new CountTaskCursor(page[^1].Counted is null, page[^1].Number);
        }

        Assert.Equal([1, 3, 5, 4, 2], found);
        Assert.Equal([2L], (await Tasks(engine).List(false, new(false, 4), 10)).Select(task => task.Number));
    }

    [Theory]
    [InlineData("st:12", "st", 12)]
    [InlineData("a:b:3", "a:b", 3)]
    public void Ids_SayWhereTheTaskLives(string id, string location, long number)
    {
        Assert.Equal((location, number), CountTaskIds.Read(id));
        Assert.Equal(id, CountTaskIds.Of(location, number));
    }

    [Theory]
    [InlineData("st")]
    [InlineData("st:")]
    [InlineData(":1")]
    [InlineData("st:-1")]
    [InlineData("st:99999999999999999999")]
    public void Ids_OfNoTask_AreNone(string id) => Assert.Null(CountTaskIds.Read(id));

    private static ICountTaskGrain Tasks(Engine engine) => engine.Get<IGrainFactory>().GetGrain<ICountTaskGrain>("st");
}
