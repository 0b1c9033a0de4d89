using Microsoft.Extensions.DependencyInjection;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Orders;

/// <summary>What an order asks of stock is done once, however late it is asked again.</summary>
public sealed class OrderEffectsTests
{
    private const int TailMin = 20;

    /// <summary>The record of what was done is gone, its id is not: nothing is booked a second time.</summary>
    [Theory]
    [InlineData("line", HoldOutcome.Left)]
    [InlineData("line", HoldOutcome.Missing)]
    [InlineData("line", HoldOutcome.Released)]
    [InlineData("basket", HoldOutcome.Left)]
    [InlineData("basket", HoldOutcome.Missing)]
    [InlineData("none", HoldOutcome.Left)]
    public async Task Effect_AgainAfterCompaction_IsDoneOnce(string held, HoldOutcome outcome)
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        void Snapshots(IServiceCollection services) => services.AddSingleton(new SnapshotWriter(journal, TaskScheduler.Default, TailMin));
        OrderEffect effect = outcome switch
        {
            HoldOutcome.Left => new IssueUnits("o-1/o-1.1/out", "s-1", "r-1", null, [new OrderLine("a", 2)]),
            HoldOutcome.Missing => new CorrectAndCount("o-1/o-1.1/picked/count", "s-1", "r-1", [new OrderLine("a", 2)]),
            _ => new ReleaseUnits("o-1/o-1.1/cancelled/units", "s-1", "r-1", [new OrderLine("a", 2)]),
        };
        long left;
        await using (var engine = await Engine.Start(journal, clock, add: Snapshots))
        {
            await engine.Receive("a@s-1", 10);
            await engine.Receive("b@s-1", 10);
            (string, long)[] lines = held == "line" ? [("a@s-1", 2)] : [("a@s-1", 2), ("b@s-1", 1)];
            if (held != "none")
            {
                await engine.Reserve("r-1", 600, lines);
                await engine.Reservations.Confirm("r-1", Engine.Origin, "o-1");
            }

            await engine.Get<OrderEffectsDone>().Do("o-1", effect, Engine.Origin);
            left = (await engine.Item("a@s-1").Read()).OnHand;
            Assert.Equal(outcome == HoldOutcome.Released ? 10 : 8, left);
            for (var i = 0; i < 2 * TailMin; i++)
            {
                await engine.Item("a@s-1").Execute(new Move($"m-{i}", MovementKind.Count, left), Engine.Origin);
            }

            await engine.Get<SnapshotWriter>().Settled();
        }

        Assert.True(await OldStreams.Compact(journal, clock, TimeSpan.FromDays(2)) > 0);

        await using var later = await Engine.Start(journal, clock, add: Snapshots);
        await later.Get<OrderEffectsDone>().Do("o-1", effect, Engine.Origin);

        Assert.Equal(left, (await later.Item("a@s-1").Read()).OnHand);
        Assert.Equal(0, (await later.Item("a@s-1").Read()).Reserved);
        await later.AssertBalanced();
    }
}
