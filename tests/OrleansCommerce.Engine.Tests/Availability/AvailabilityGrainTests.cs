using System.Diagnostics;
using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.GrainTests;

/// <summary>Where a SKU is, from a grain that only watches: fast by the stream, right by comparison.</summary>
public sealed class AvailabilityGrainTests
{
    [Fact]
    public async Task Read_SkuAtSomeLocations_ListsThoseThatHaveSomethingInOrder()
    {
        await using var engine = await Engine.Start();
        await engine.Receive("a@s-2", 5);
        await engine.Receive("a@s-1", 3);
        await engine.Receive("a@s-3", 2);
        await engine.Receive("b@s-1", 9);
        await engine.Item("a@s-1").Execute(new SetSafetyStock(1), Engine.Origin);
        await engine.Reserve("r-1", 600, ("a@s-3", 2));

        var read = await Grain(engine, "a").Read();

        Assert.Equal([new StockFigure("s-1", 2), new StockFigure("s-2", 5)], read.Figures);
        Assert.False(read.IsEmpty);
        Assert.True((await Grain(engine, "nobody-knows").Read()).IsEmpty);
    }

    [Fact]
    public async Task Read_AfterEachChange_ShowsItWithinATenthOfASecondWithoutAnyComparison()
    {
        // The engine's clock stands still, so that no comparison is ever due and only the stream can bring it.
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        await engine.Receive("a@s-1", 1_000);
        await Grain(engine, "a").Read();
        var best = TimeSpan.MaxValue;
        for (var i = 1; i <= 10; i++)
        {
            await engine.Reserve($"r-{i}", 600, ("a@s-1", 1));
            var watch = Stopwatch.StartNew();
            await Wait.Until(async () => await Available(engine) == 1_000 - i);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.True(best < TimeSpan.FromMilliseconds(100), $"The soonest of ten changes took {best}.");
    }

    [Fact]
    public async Task Read_AfterAChangeWasAnswered_ShowsItAtOnce()
    {
        // No comparison is due, and the stream waits for more.
        await using var engine = await Engine.Start(new ManualTimeProvider(Chain.Now));
        await engine.Receive("a@s-1", 1_000);
        await Grain(engine, "a").Read();
        for (var i = 1; i <= 20; i++)
        {
            await engine.Reserve($"r-{i}", 600, ("a@s-1", 1));
            Assert.Equal(1_000 - i, await Available(engine));
        }
    }

    [Fact]
    public async Task Read_StreamThatLost_IsRepairedByTheComparison()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(clock);
        await engine.Receive("a@s-1", 10);
        Assert.Equal(10, await Available(engine));

        // With nobody to publish to, the change goes nowhere: as good as lost on the way.
        var watch = engine.Get<StockWatch>();
        watch.Remove(StockStreams.BySku, "a");
        await engine.Receive("a@s-1", 5, "lost");
        Assert.Equal(10, await Available(engine));

        clock.Advance(AvailabilityRepair.AgeMax + TimeSpan.FromMilliseconds(1));
        Assert.Equal(15, await Available(engine));
        watch.Add(StockStreams.BySku, "a");
    }

    [Fact]
    public async Task Once_NobodyWatches_LeavesNothingBehindForThoseWhoComeLater()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(clock);
        await engine.Receive("a@s-1", 10);
        await engine.Get<AvailabilityRepair>().Once();
        await engine.Receive("a@s-1", 5, "later");
        await engine.Get<AvailabilityRepair>().Once();

        Assert.Equal(15, await Available(engine));
        Assert.Equal(1, engine.Get<AvailabilityRepair>().Watched);
    }

    [Fact]
    public async Task Read_UnchangedSku_AnswersWithTheSameFigures()
    {
        await using var engine = await Engine.Start();
        await engine.Receive("a@s-1", 10);

        var (first, second) = (await Grain(engine, "a").Read(), await Grain(engine, "a").Read());

        Assert.True(first.Figures == second.Figures);
    }

    private static async Task<long> Available(Engine engine) => Assert.Single((await Grain(engine, "a").Read()).Figures).Available;

    private static IAvailabilityGrain Grain(Engine engine, string sku) => engine.Get<IGrainFactory>().GetGrain<IAvailabilityGrain>(sku);
}
