using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Supply.Inbound;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Supply;

public sealed class InboundTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Receipt_NamingTheAnnouncement_CountsOnceHoweverOftenItIsTold()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using (var engine = await Engine.Start(journal))
        {
            await Inbound(engine).Expect("st", "po-1", 10, null, Engine.Origin);
            await Receive(engine, "m-1", 4);
            await Receive(engine, "m-1", 4);
            await Receive(engine, "m-2", 1);
        }

        await using var next = await Engine.Start(journal);
        await Receive(next, "m-1", 4);
        var lot = Assert.Single(await Inbound(next).Lots("st"));
        Assert.Equal((10, 5, 5), (lot.Quantity, lot.Received, lot.Outstanding));
        Assert.Equal(5, (await next.Item("mug@st").Read()).OnHand);
        Assert.Empty(await Inbound(next).Lots("other"));
    }

    [Fact]
    public async Task Promisable_DatePasses_SaysSoUnderTheSameVersion()
    {
        var clock = new ManualTimeProvider(Start);
        await using var engine = await Engine.Start(clock);
        await Inbound(engine).Expect("st", "po-1", 10, Start.AddHours(1), Engine.Origin);
        var before = await Inbound(engine).Promisable();
        Assert.Equal([new InboundFigure("st", 10, Start.AddHours(1))], before.Lots);
        clock.Advance(TimeSpan.FromHours(1));
        var after = await Inbound(engine).Promisable();
        Assert.Equal((before.Version, new InboundFigure("st", 10, null)), (after.Version, Assert.Single(after.Lots)));
        Assert.True(Assert.Single(await Inbound(engine).Lots("st")).IsOverdue);
        await Inbound(engine).Withdraw("st", "po-1", Engine.Origin);
        Assert.True((await Inbound(engine).Withdraw("st", "po-1", Engine.Origin)).IsRepeated);
        Assert.Empty((await Inbound(engine).Promisable()).Lots);
    }

    private static IInboundGrain Inbound(Engine engine) => engine.Get<IGrainFactory>().GetGrain<IInboundGrain>("mug");

    private static async Task Receive(Engine engine, string movementId, long quantity)
    {
        var (key, move) = (StockKey.Parse("mug@st"), new Move(movementId, MovementKind.Receipt, quantity, InboundId: "po-1"));
        var answer = await engine.Item(key).Execute(move, Engine.Origin);
        await InboundArrivals.Tell(engine.Get<IGrainFactory>(), key, move, answer, Engine.Origin);
    }
}
