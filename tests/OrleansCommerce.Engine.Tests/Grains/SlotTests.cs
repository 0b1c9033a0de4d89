using Orleans;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>A pickup slot as one more part of a reservation: held with the goods, or nothing is.</summary>
public sealed class SlotTests
{
    private const string A = "a@wm-1";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly PickSlot Slot = new(Now.AddHours(2), Now.AddHours(3));

    [Fact]
    public async Task Reserve_FiveHundredForTheLastFivePlacesOfASlot_FiveGetOne()
    {
        // Who meets another's tentative hold waits a moment: for that, time has to pass.
        await using var engine = await Engine.Start(new ShiftedTimeProvider(Now));
        await Describe(engine, perSlot: 5);
        await engine.Receive(A, 1_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Reserve(engine, $"r-{i}")));

        Assert.Equal(5, answers.Count(answer => answer.Problem == ReservationProblem.None));
        Assert.All(answers.Where(answer => answer.Reservation is null), answer =>
        {
            Assert.Equal(ReservationProblem.InsufficientCapacity, answer.Problem);
            Assert.Equal(("wm-1", Slot.Start), (Assert.Single(answer.FullSlots).LocationId, answer.FullSlots[0].Start));
        });
        Assert.Equal(5, (await engine.Item(A).Read()).Reserved);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Steps_OfABasketWithASlot_ReachTheSlot()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Now));
        await Describe(engine, perSlot: 1);
        await engine.Receive(A, 10);
        Assert.Equal(ReservationProblem.None, (await Reserve(engine, "r-1")).Problem);
        Assert.True((await Reserve(engine, "r-1")).IsRepeated);
        Assert.Equal(ReservationProblem.InsufficientCapacity, (await Reserve(engine, "r-2")).Problem);

        await engine.Reservations.Confirm("r-1", Engine.Origin);
        Assert.Equal(1, (await Outlook(engine)).Backlog);
        await engine.Reservations.Release("r-1", Engine.Origin);

        Assert.Equal(0, (await Outlook(engine)).Backlog);
        Assert.Equal(ReservationProblem.None, (await Reserve(engine, "r-2")).Problem);
    }

    [Fact]
    public async Task Reserve_SlotThatIsNoneOfTheLocations_IsRefusedAndNothingIsHeld()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Now));
        await Describe(engine, perSlot: 5);
        await engine.Receive(A, 10);
        var between = new PickSlot(Slot.Start.AddMinutes(7), Slot.End.AddMinutes(7));

        Assert.Equal(ReservationProblem.InsufficientCapacity, (await Reserve(engine, "r-1", between)).Problem);
        Assert.Equal(0, (await engine.Item(A).Read()).Reserved);
    }

    [Fact]
    public async Task Sweep_AfterARestart_LetsGoOfSlotsThatAreDue()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        var clock = new ManualTimeProvider(Now);
        await using (var before = await Engine.Start(journal, clock))
        {
            await Describe(before, perSlot: 1);
            await before.Receive(A, 10);
            await Reserve(before, "r-1");
        }

        clock.Advance(TimeSpan.FromSeconds(601));
        await using var engine = await Engine.Start(journal, clock);
        await engine.Get<CapacitySweep>().Once();

        Assert.Contains(await journal.ReadCorrelation("r-1", 100), record => record.Record.Kind == "capacity.holdEnded");
        Assert.Equal(ReservationProblem.None, (await Reserve(engine, "r-2")).Problem);
    }

    [Fact]
    public async Task Coordinator_CrashedAfterTheDecision_TheSlotIsConfirmedByItsOwnQuestion()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        var clock = new ManualTimeProvider(Now);
        await using var engine = await Engine.Start(journal, clock);
        await Describe(engine, perSlot: 1);
        await engine.Receive(A, 10);
        await Reserve(engine, "r-1");
        var hold = $"r-1/{Slot.Start.ToUnixTimeSeconds()}";
        await Capacity(engine).Execute(new Domain.Locations.Capacity.PrepareSlot(hold, 7), Engine.Origin);
        await engine.Item(A).Execute(new Prepare("r-1", 7), Engine.Origin);
        await engine.Record("reservation/r-1", "r-1", "reservation.confirmed", $$"""{"at":"{{Now:O}}","attempt":7}""");

        clock.Advance(StockLimits.PendingPatience + TimeSpan.FromSeconds(1));
        await engine.Sweep.Once();
        await engine.Get<CapacitySweep>().Once();

        Assert.Equal(1, (await Outlook(engine)).Backlog);
        clock.Advance(TimeSpan.FromHours(1));
        await engine.Get<CapacitySweep>().Once();
        Assert.Equal(1, (await Outlook(engine)).Backlog);
    }

    [Fact]
    public async Task Describe_LessCapacity_CountsFromNowOn()
    {
        await using var engine = await Engine.Start(new ManualTimeProvider(Now));
        await Describe(engine, perSlot: 2);
        await engine.Receive(A, 10);
        await Reserve(engine, "r-1");
        await Describe(engine, perSlot: 1);

        Assert.Equal(ReservationProblem.InsufficientCapacity, (await Reserve(engine, "r-2")).Problem);
        await Describe(engine, perSlot: 0);
        Assert.All((await Outlook(engine)).Slots, slot => Assert.Equal(0, slot.Left));
    }

    private static Task<ReservationAnswer> Reserve(Engine engine, string id, PickSlot? slot = null) => engine.Reservations.Reserve(
        Engine.Request(id, 600, (A, 1)) with { Slots = [new SlotLine("wm-1", slot ?? Slot, 1)] }, Engine.Origin);

    private static ICapacityGrain Capacity(Engine engine) => engine.Get<IGrainFactory>().GetGrain<ICapacityGrain>("wm-1");

    private static async Task<Domain.Routing.LocationFacts> Outlook(Engine engine) =>
        await Capacity(engine).Outlook() ?? throw new InvalidOperationException("The location is not described.");

    private static Task Describe(Engine engine, int perSlot) => engine.Get<IGrainFactory>().GetGrain<ILocationGrain>("wm-1").Describe(
        new Location("One", LocationKind.Store, 32.8, -91.4, "UTC", ["pickup"], [], [], null, 60, perSlot, 0, [], null), Engine.Origin);
}
