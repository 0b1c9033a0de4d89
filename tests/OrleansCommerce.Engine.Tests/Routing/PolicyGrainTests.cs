using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>The policy as data: checked, numbered, durable, and known everywhere soon.</summary>
public sealed class PolicyGrainTests
{
    private static readonly RoutingPolicy Dear = RoutingPolicy.Default with { Weights = new() { Parcel = 50, Backlog = 0 } };

    [Fact]
    public async Task Put_AnotherPolicy_HoldsWithItsVersionAlsoAfterARestart()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        await using (var before = await Engine.Start(journal, clock))
        {
            Assert.Equal((1, null), ((await Grain(before).Read()).Version, (await Grain(before).Read()).PutBy));
            Assert.Equal(2, (await Put(before, Dear)).Policy.Version);
            Assert.Equal(2, (await Put(before, Dear)).Policy.Version);
        }

        await using var engine = await Engine.Start(journal, clock);
        var figures = await Grain(engine).Read();
        Assert.Equal((2, "test", Chain.Now), (figures.Version, figures.PutBy, figures.PutAt));
        Assert.Equal(Dear.Weights, PolicyText.Parse(figures.Json).Weights);
    }

    [Fact]
    public async Task Put_PolicyMadeOfAnOlderVersion_IsRefused()
    {
        await using var engine = await Engine.Start();
        await Put(engine, Dear, madeOf: 1);

        var answer = await Put(engine, RoutingPolicy.Default with { Limits = new() { PickupKmMax = 9 } }, madeOf: 1);

        Assert.True(answer.IsOutdated);
        Assert.Equal(Dear.Weights, PolicyText.Parse((await Grain(engine).Read()).Json).Weights);
    }

    [Fact]
    public async Task Put_WrongPolicy_NamesTheFieldAndChangesNothing()
    {
        await using var engine = await Engine.Start();

        var answer = await Put(engine, RoutingPolicy.Default with { Weights = new() { Parcel = -1 } });

        Assert.Equal("weights.parcel", Assert.Single(answer.Problems).Field);
        Assert.Equal(1, (await Grain(engine).Read()).Version);
    }

    [Fact]
    public async Task Current_PolicyPutElsewhere_IsKnownWithinHalfASecond()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(clock);
        var book = engine.Get<PolicyBook>();
        var first = await book.Current();
        await Put(engine, Dear);
        Assert.Same(first, await book.Current());

        clock.Advance(PolicyBook.AgeMax);
        var second = await book.Current();

        Assert.Equal((2, 50.0), (second.Version, second.Weights.Parcel));
        clock.Advance(PolicyBook.AgeMax);
        Assert.Same(second, await book.Current());
    }

    [Fact]
    public void Parse_TextOfBeforeAPartWasThere_HasTheProductsOwnValue()
    {
        var policy = PolicyText.Parse("""{"version":3,"weights":{"parcel":7}}""");

        Assert.Equal(RoutingPolicy.Default with { Version = 3, Weights = new() { Parcel = 7 } }, policy with { Ladder = RoutingPolicy.Default.Ladder });
        Assert.Equal(RoutingPolicy.Default.Ladder.AsEnumerable(), policy.Ladder);
        Assert.Equal(PolicyText.Of(policy), PolicyText.Of(PolicyText.Parse(PolicyText.Of(policy))));
    }

    private static Task<PolicyAnswer> Put(Engine engine, RoutingPolicy policy, int? madeOf = null) =>
        Grain(engine).Put(PolicyText.Of(policy), madeOf, new Origin("test"));

    private static IPolicyGrain Grain(Engine engine) => engine.Get<IGrainFactory>().GetGrain<IPolicyGrain>(PolicyGrain.Key);
}
