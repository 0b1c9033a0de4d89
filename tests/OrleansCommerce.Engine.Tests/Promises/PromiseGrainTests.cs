using Orleans;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>Promises end to end below HTTP: planned, held whole or not at all, made once.</summary>
public sealed class PromiseGrainTests
{
    private static readonly PickSlot First = new(Chain.Now.AddHours(2), Chain.Now.AddHours(3));

    [Fact]
    public async Task Make_PickupThatTwoStoresCanServe_RanksThemAndSaysWhyNotTheThird()
    {
        await using var engine = await Stores(("s-1", 1), ("s-2", 5), ("s-3", 5));

        var promise = (await engine.Promise("p-1", Chain.Pickup(hold: false, ("a", 2)))).Promise!;

        Assert.Equal(["s-2", "s-3"], promise.Options.Select(option => Assert.Single(option.Fulfilments).LocationId));
        Assert.All(promise.Options, option => Assert.Equal((RoutingTier.Live, First), (option.Tier, option.Slot!.Value)));
        var rejected = Assert.Single(promise.Rejected);
        Assert.Equal(("s-1", ReasonCodes.NotEnoughStock, 1L), (rejected.LocationId, Assert.Single(rejected.Reasons), Assert.Single(rejected.Shortfalls).Available));
        Assert.Equal((null, null, 0), (promise.ReservationId, promise.NotHeldBecause, await Reserved(engine, "s-2")));
    }

    [Fact]
    public async Task Make_TheSameRequestAgain_IsAnsweredTheSameAndAnotherOneIsRefused()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var request = Chain.Pickup(hold: true, ("a", 2));
        Promise first;
        await using (var before = await Stores(journal, clock, ("s-1", 5)))
        {
            first = (await before.Promise("p-1", request)).Promise!;
        }

        await using var engine = await Engine.Start(journal, clock);
        var again = await engine.Promise("p-1", request);

        Assert.Equal((true, first.ReservationId, first.HeldUntil), (again.IsRepeated, again.Promise!.ReservationId, again.Promise.HeldUntil));
        Assert.Equal(first.OptionId(0), again.Promise.OptionId(0));
        Assert.Equal(2, await Reserved(engine, "s-1"));
        Assert.True((await engine.Promise("p-1", request with { TtlSeconds = 60 })).IsIdReused);
        Assert.Equal(first.Options[0].ReadyAt, (await engine.Get<IGrainFactory>().GetGrain<IPromiseGrain>("p-1").Read())!.Options[0].ReadyAt);
    }

    [Fact]
    public async Task Make_BasketThatIsHeld_HoldsEveryLineAndASlotOfEachLocation()
    {
        await using var engine = await Stores(("s-1", 5), ("s-2", 0));
        await engine.Receive("b@s-2", 5);

        var promise = (await engine.Promise("p-1", Chain.Request(FulfilmentMethods.Delivery, hold: true, ("a", 2), ("b", 3)))).Promise!;

        Assert.Equal(Chain.Now.AddSeconds(600), promise.HeldUntil);
        var held = (await engine.Reservations.Read(promise.ReservationId!)).Reservation!;
        Assert.Equal(ReservationStatus.Held, held.Status);
        Assert.Equal(["a@s-1", "b@s-2"], held.Lines.Select(line => line.Item.ToString()));
        Assert.Equal([("s-1", 1L), ("s-2", 1L)], held.Slots.Select(slot => (slot.LocationId, slot.Quantity)));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Make_FiveHundredForTheLastFivePlacesOfASlot_FiveAreHeldThere()
    {
        // Baskets that wait for each other wait for time to pass, so it has to.
        await using var engine = await Engine.Start(new ShiftedTimeProvider(Chain.Now));
        await engine.Describe("s-1", 0.1, perSlot: 5);
        await engine.Receive("a@s-1", 1_000);
        var request = Chain.Pickup(hold: true, ("a", 1)) with { WantedBy = First.Start };

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => engine.Promise($"p-{i}", request)));

        var held = answers.Select(answer => answer.Promise!).Where(promise => promise.ReservationId is not null).ToList();
        Assert.Equal(5, held.Count(promise => promise.Options[0].Slot == First));
        Assert.Equal(0, Left(await Outlook(engine), First));
        Assert.All(held.GroupBy(promise => promise.Options[0].Slot), slot => Assert.InRange(slot.Count(), 1, 5));
        Assert.All(answers.Where(answer => answer.Promise!.ReservationId is null), answer => Assert.Equal(NotHeld.Contended, answer.Promise!.NotHeldBecause));
        Assert.Equal(held.Count, await Reserved(engine, "s-1"));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Make_FiftyForTheLastFiveUnits_FiveAreHeldAndTheOthersAreToldWhatElse()
    {
        // Baskets that wait for each other wait for time to pass, so it has to.
        await using var engine = await Stores(new MemoryJournal(TimeProvider.System), TimeProvider.System, ("s-1", 5), ("s-2", 0));
        var request = Chain.Pickup(hold: true, ("a", 1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => engine.Promise($"p-{i}", request)));

        var promises = answers.Select(answer => answer.Promise!).ToList();
        Assert.Equal(5, promises.Count(promise => promise.ReservationId is not null));
        Assert.All(promises.Where(promise => promise.ReservationId is null), promise =>
        {
            Assert.Equal(NotHeld.NothingToHold, promise.NotHeldBecause);
            Assert.Equal(RoutingTier.Backorder, promise.Options[0].Tier);
        });
        Assert.Equal(5, await Reserved(engine, "s-1"));
    }

    [Fact]
    public async Task Make_SameKeyAtOnce_HoldsOnce()
    {
        await using var engine = await Stores(("s-1", 50));
        var request = Chain.Pickup(hold: true, ("a", 1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => engine.Promise("p-1", request)));

        Assert.Single(answers, answer => !answer.IsRepeated);
        Assert.Single(answers.Select(answer => answer.Promise!.ReservationId).Distinct());
        Assert.Equal(1, await Reserved(engine, "s-1"));
    }

    [Fact]
    public async Task Make_AfterAProcessEndedBetweenHoldingAndPromising_PromisesWhatIsHeld()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var request = Chain.Pickup(hold: true, ("a", 2));
        Promise promised;
        await using (var before = await Stores(journal, clock, ("s-1", 5)))
        {
            promised = (await before.Promise("p-1", request)).Promise!;
        }

        await using var engine = await Engine.Start(await Without(journal, "promise/p-1", "promise.made", clock), clock);
        Assert.Null(await engine.Get<IGrainFactory>().GetGrain<IPromiseGrain>("p-1").Read());
        var again = (await engine.Promise("p-1", request)).Promise!;

        Assert.Equal((promised.ReservationId, promised.HeldUntil), (again.ReservationId, again.HeldUntil));
        Assert.Equal(2, await Reserved(engine, "s-1"));
    }

    [Fact]
    public async Task Make_AfterTheHoldOfAnEndedProcessExpired_HoldsAnew()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        var journal = new MemoryJournal(clock);
        var request = Chain.Pickup(hold: true, ("a", 2));
        await using (var before = await Stores(journal, clock, ("s-1", 5)))
        {
            await before.Promise("p-1", request);
        }

        clock.Advance(TimeSpan.FromSeconds(601));
        await using var engine = await Engine.Start(await Without(journal, "promise/p-1", "promise.made", clock), clock);
        var again = (await engine.Promise("p-1", request)).Promise!;

        Assert.Equal(("p-1.h2", clock.GetUtcNow().AddSeconds(600)), (again.ReservationId, again.HeldUntil));
        Assert.Equal(2, await Reserved(engine, "s-1"));
    }

    [Fact]
    public async Task Make_StoreThatHasJustRejected_IsLeftOutForAsLongAsThePolicySays()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Stores(new MemoryJournal(clock), clock, ("s-1", 50), ("s-2", 50));
        var of = new FulfilmentRef("o-1.1", "s-1", null, null);
        engine.Get<LeftOut>().Take(new FulfilmentRejected(Chain.Now, of, "no-staff", [new OrderLine("a", 1)]));
        Assert.Equal("s-1", await First("p-1"));

        var policy = RoutingPolicy.Default with { Rejections = [new RejectionTerms("no-staff", 30)] };
        await engine.Get<IGrainFactory>().GetGrain<IPolicyGrain>(PolicyGrain.Key).Put(PolicyText.Of(policy), null, Engine.Origin);
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal("s-2", await First("p-2"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("s-1", await First("p-3"));

        async Task<string> First(string id) =>
            (await engine.Promise(id, Chain.Pickup(hold: false, ("a", 1)))).Promise!.Options[0].Fulfilments[0].LocationId;
    }

    [Fact]
    public async Task Newest_PastRequests_AreFoundFromTheLastToTheFirst()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Stores(new MemoryJournal(clock), clock, ("s-1", 50));
        for (var i = 0; i < 5; i++)
        {
            await engine.Promise($"p-{i}", Chain.Pickup(hold: i % 2 == 0, ("a", i + 1)));
            clock.Advance(TimeSpan.FromMinutes(i));
        }

        var log = engine.Get<RoutingLog>();
        var newest = await log.Newest(3, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        var recent = await log.Newest(10, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.Equal(["p-4", "p-3", "p-2"], newest.Select(past => past.PromiseId));
        Assert.Equal(5, newest[0].Request.Lines[0].Quantity);
        Assert.Equal(["p-4"], recent.Select(past => past.PromiseId));
    }

    [Fact]
    public async Task Run_RuleAgainstTheStoreThatServedAll_ServesThemElsewhere()
    {
        var clock = new ManualTimeProvider(Chain.Now);
        await using var engine = await Stores(new MemoryJournal(clock), clock, ("s-1", 50), ("s-2", 50));
        for (var i = 0; i < 6; i++)
        {
            await engine.Promise($"p-{i}", Chain.Pickup(hold: false, ("a", 1)));
        }

        var rule = new RoutingRule("not-1", RuleEffect.Forbid) { Where = new() { LocationIds = ["s-1"] } };
        var report = await engine.Get<RoutingReplays>().Run(
            RoutingPolicy.Default with { Rules = [rule] }, 100, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        Assert.Equal((6, 6, 6, 6), (report.Requests, report.Changed, report.Current.Served, report.Proposed.Served));
        Assert.True(report.Proposed.DistanceKm > report.Current.DistanceKm && report.Proposed.Cost > report.Current.Cost);
        Assert.Equal([new ReplayLocation("s-1", 6, 0, 0, 6), new ReplayLocation("s-2", 0, 6, 0, 0)], report.Locations);
    }

    private static Task<Engine> Stores(params (string Id, long Units)[] stores)
    {
        var clock = new ManualTimeProvider(Chain.Now);
        return Stores(new MemoryJournal(clock), clock, stores);
    }

    /// <summary>Each a tenth of a degree farther than the one before, with so many units of SKU a.</summary>
    private static async Task<Engine> Stores(IJournal journal, TimeProvider clock, params (string Id, long Units)[] stores)
    {
        var engine = await Engine.Start(journal, clock);
        foreach (var ((id, units), i) in stores.Select((store, i) => (store, i)))
        {
            await engine.Describe(id, 0.1 * (i + 1));
            if (units > 0)
            {
                await engine.Receive($"a@{id}", units);
            }
        }

        return engine;
    }

    private static async Task<long> Reserved(Engine engine, string locationId) => (await engine.Item($"a@{locationId}").Read()).Reserved;

    private static async Task<LocationFacts> Outlook(Engine engine) =>
        (await engine.Get<IGrainFactory>().GetGrain<ICapacityGrain>("s-1").Outlook())!;

    private static long Left(LocationFacts facts, PickSlot slot) => facts.Slots.Single(upcoming => upcoming.Slot == slot).Left;

    /// <summary>The same journal, had the process ended before the last record of this stream was durable.</summary>
    private static async Task<IJournal> Without(MemoryJournal journal, string stream, string lastKind, TimeProvider clock)
    {
        var cut = new MemoryJournal(clock);
        await cut.Start(CancellationToken.None);
        foreach (var frame in (await journal.ReadAll(0, int.MaxValue)).Records.GroupBy(record => record.Position))
        {
            var records = frame.ToList();
            if (records[0].Stream == stream && records[^1].Record.Kind == lastKind)
            {
                Assert.Single(records);
                continue;
            }

            await cut.Append([new Frame(records[0].Stream, records[0].Version, [.. records.Select(record => record.Record)])]);
        }

        return cut;
    }
}
