using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.GrainTests;

/// <summary>A call within a silo passes references and would hide a missing codec, so every message is written and read here.</summary>
public sealed class WireTypesTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly StockKey Key = new("22197", "wm-947");
    private static readonly StockFigures Figures = new(7, 5, 2, 1, 3, 9, 4, 2, At, At, At);
    private static readonly HoldFigures Hold = new("r-1", HoldStatus.Confirmed, 2, 1, null, At, 600, "c-1", OfBasket: true);
    private static readonly PickSlot Slot = new(At, At.AddHours(1));
    private static readonly StockRefusal Refusal = new(StockRefusalCode.InsufficientStock, 5, -1);

    /// <summary>What can be left out is left out in one and given in another.</summary>
    private static readonly object[] Values =
    [
        new Move("m-1", MovementKind.Receipt, 5), new Move("m-2", MovementKind.Count, 0, "shelf", At, 7), new SetSafetyStock(0),
        new SetSafetyStock(3), new Reserve("r-1", 2, 600, null, OfBasket: false), new Reserve("r-1", 2, 600, "c-1", OfBasket: true, 9),
        new Prepare("r-1", 9), new Abort("r-1", 9), new Confirm("r-1"), new Confirm("r-1", Decided: true, 9), new Release("r-1"),
        new Release("r-1", Decided: true), new Extend("r-1", 60), new Extend("r-1", 60, "e-1"), new Fulfil("r-1"),
        new Fulfil("r-1", 1, "f-1"), new Fulfil("r-1", 1, "f-1", HoldOutcome.Released, "o-1"), new Confirm("r-1", OrderId: "o-1"),
        new Release("r-1", OrderId: "o-1"), new EndUncovered(), new SetEarmark(3), new ExpireDue(), Key, Figures, default(StockFigures), Hold,
        Hold with { HeldUntil = At, CustomerId = null }, Refusal, new StockRefusal(StockRefusalCode.IdReused), new ReservationLine(Key, 3),
        new Sku("Mug", null, null), new Sku("Mug", "ceramics", 310),
        new Location("A", LocationKind.Warehouse, 32.7, -97.1, "America/Chicago", ["pickup"], [new(["mon"], "08:00", "21:00")], [], "16:00",
            60, 20, 30, ["ground"], "TX"),
        new Move("m-3", MovementKind.TransferOut, 2, HeldBy: "transfer/t-1"), new Move("m-4", MovementKind.Receipt, 2, InboundId: "po-1"),
        new Move("m-5", MovementKind.Count, 2, OccurredAt: At, Feed: new("till", 3, 7)), new FeedMark("till", 0), new DescribeFeed("till", 3, 15),
        new DisableFeed("till"), new NoteReconciliation("till", "night"), new LookForSilence(), new OpenReconciliation("digest"),
        new CloseComparison(1, new(5, 3, 1, 1, 0)), new AskToApply(3), new ReconciliationTotals(5, 3, 1, 1, 0),
        new Difference(DifferenceKind.Differs, "mug", "st", At, 7, 5, 4, IsExact: true, 2, 1, 0, MoveOutcome.Outranked),
        new Difference(DifferenceKind.MissingThere, "mug", "st", At, 0, null, 4, IsExact: true, 2, 0, 0, MoveOutcome.Booked),
        new AppliedDifference(MoveOutcome.Booked), new AppliedDifference(MoveOutcome.Contained, "QuantityLimit"),
        new CountPreview(Figures, 5, IsExact: true, MoveOutcome.Unplaced, 0, 0), new FeedTerms(3, IsDisabled: true, IsRefused: false),
        new RotateSecret("sealed", At), new PauseWebhook("asked for"), new ResumeWebhook(), new ReplayWebhook(null), new ReplayWebhook(7),
        new RemoveWebhook(), new PendingEvent(7, 1, 2, At, At), new DeadLetter(At, 7, 1, "evt_7_1", "stock.changed", "stock/mug@st", 9, "refused"),
        new TransferLine("mug", 3), new InboundFigure("st", 5, At), new InboundFigure("st", 5, null),
        ReservationProblem.TooManyHolds, Verdict.Abort, new Origin("test"), new StockChanged(Key, Figures, 12),
        new Shortfall(Key, 5, 1), new StockAnswer(Figures), new StockAnswer(Figures, Hold, Refusal, IsRepeated: true, IsContended: true),
        new ReservationAnswer(null, ReservationProblem.Unknown),
        new SetCapacity(5), new SetCapacity(null), new SetSlotCapacity(Slot, 3), new HoldSlot("r-1/1", Slot, 1, 600, "c-1", OfBasket: true, 9),
        new PrepareSlot("r-1/1", 9), new AbortSlot("r-1/1", 9), new ConfirmSlot("r-1/1", Decided: true, 9), new ReleaseSlot("r-1/1", Decided: true),
        new ExtendSlot("r-1/1", 60, "e-1"), new FinishWork("r-1/1", 1, "f-1"), new ExpireDueSlots(), Slot, new SlotLine("wm-947", Slot, 1),
        new CapacityFigures(3, 20, 5, 1, 1, 1, 2, 3, At, At), new CapacityRefusal(CapacityRefusalCode.InsufficientCapacity, 2, 1),
        new SlotHoldFigures("r-1/1", SlotHoldStatus.Confirmed, Slot, 2, 1, null, At, 600, "c-1", OfBasket: true),
        new AssignFulfilment(new Assignment("o-1.1", "wm-947", OrderMethod.Pickup, [new("22197", 1)], Slot, "r-1", 60, "wm-947")),
        new TakeReservation("r-1"), new DropReservation("r-1"), new FinishGivingBack("r-1"), new SettleEffects(7), new ExpireFulfilments(), new LoseUnits("r-1", "wm-947", "22197", 1),
        new AcceptFulfilment("o-1.1"), new RejectFulfilment("o-1.1", "closed"), new PickFulfilment("o-1.1"), new PackFulfilment("o-1.1"),
        new ReadyFulfilment("o-1.1", 60), new CollectFulfilment("o-1.1"), new ShipFulfilment("o-1.1", "1Z"), new DeliverFulfilment("o-1.1"),
        new CancelOrder("no"), new OrderLine("22197", 2), new OrderHistoryEntry(At, "placed", null),
        new OrderWish(FulfilmentMethods.Pickup, new Coordinates(32.7, -97.1), "TX", "wm-947", "p-1", "p-1.1", "r-1"),
    ];

    /// <summary>These hold arrays, which are compared one by one below.</summary>
    private static readonly Type[] WithArrays =
    [
        typeof(RegisterWebhook), typeof(ReportProgress), typeof(PlaceOrder), typeof(AssignFulfilments), typeof(BackorderLines), typeof(ReturnGoods),
        typeof(LocationFacts), typeof(ReportFeeds), typeof(Feed), typeof(AddDifferences), typeof(SettleDifferences),
    ];

    [Fact]
    public void Values_WrittenAndRead_AreTheSame()
    {
        using var services = Services();
        Assert.All(Values, value => Assert.Equal(value, Sent(services, value)));
    }

    [Fact]
    public void Values_OfTheDomain_AreAllAmongThoseWrittenAndRead() => Assert.Empty(
        WireTypes.All.Where(type => !type.IsAbstract).Except(WithArrays)
            .Except(Values.Select(value => value.GetType())).Except(RoutingWireTests.Types));

    [Fact]
    public void Value_ThatIsNotListed_IsRefused()
    {
        using var services = Services();
        Assert.ThrowsAny<SerializerException>(() => Sent(services, new Held(At, "r-1", 2, At, 600, null, OfBasket: false)));
    }

    [Fact]
    public void Arrays_WrittenAndRead_AreTheSame()
    {
        using var services = Services();
        var request = new ReservationRequest("r-1", [new(Key, 3), new(Key with { Sku = "22198" }, 4)], 600, null);
        Assert.Equal(request.Lines, Sent(services, request).Lines);
        var figures = new ReservationFigures("r-1", ReservationStatus.Held, At, 600, "c-1", request.Lines);
        Assert.Equal(figures, Sent(services, figures) with { Lines = figures.Lines });
        var register = new RegisterWebhook("https://a.test/", ["stock.changed"], "sealed", 7);
        Assert.Equal(register.Events, ((RegisterWebhook)Sent<WebhookCommand>(services, register)).Events);
        var progress = new ReportProgress(
            1, 9, [new(7, 1, 2, At, At)], [new(At, "evt_7_1", "stock.changed", "stock/mug@st", 1, "delivered", 200, 3)], []);
        Assert.Equal(progress.Attempts, ((ReportProgress)Sent<WebhookCommand>(services, progress)).Attempts);
        var refused = ReservationAnswer.Refused(ReservationProblem.InsufficientStock, new Shortfall(Key, 5, 1));
        Assert.Equal(refused.Shortfalls, Sent(services, refused).Shortfalls);
        var location = (Location)Values.Single(value => value is Location) with { Services = default };
        Assert.True(Sent(services, location).Services.IsDefault);
        var returned = new ReturnGoods("x-1", "wm-947", [new("22197", 1, GoodsCondition.Damaged)]);
        Assert.Equal(returned.Lines, ((ReturnGoods)Sent<OrderCommand>(services, returned)).Lines);
        var picked = new PickFulfilment("o-1.1", [new("22197", 1)]);
        Assert.Equal(picked.Picked!.Value, ((PickFulfilment)Sent<OrderCommand>(services, picked)).Picked!.Value);
        var shown = new FulfilmentFigures(
            "o-1.1", "o-1", "wm-947", OrderMethod.Pickup, FulfilmentState.Picking, [new("22197", 2)], Slot, "wm-947", At, At, "late", 7, At);
        var changed = new FulfilmentsChanged([shown]);
        Assert.Equal(shown.Lines, Sent(services, changed).Fulfilments[0].Lines);
        Assert.Equal(shown, Sent(services, changed).Fulfilments[0] with { Lines = shown.Lines });
        var order = new OrderFigures("o-1", OrderStatus.Open, "c-1", "web", [new("22197", 2)], [shown], [], [], [new(At, "placed", null)], 7);
        Assert.Equal(order.History, Sent(services, new OrderChanged(order)).Order.History);
        Assert.Equal(order.Version, Sent(services, new OrderChanged(order)).Order.Version);
        var facts = new LocationFacts(
            "wm-947", LocationKind.Store, new Coordinates(32.7, -97.1), LocationServices.Pickup, ["ground"], "TX", 3, [new(Slot, At, 2)], [], At);
        Assert.Equal(facts.Slots, Sent(services, facts).Slots);
        var report = new ReportFeeds("1.1", [new("till", At, null, new(Accepted: 3)), new("erp", At, At, FeedCounts.None)]);
        Assert.Equal(report.Reports, ((ReportFeeds)Sent<FeedCommand>(services, report)).Reports);
        var feed = new Feed("till", 3, 15, IsDisabled: false, At, At, null, At, new(Refused: 2), ["night"]);
        var read = Sent(services, feed);
        Assert.Equal((feed with { Reconciliations = default }, "night"), (read with { Reconciliations = default }, read.Reconciliations[0]));
        var added = new AddDifferences(1, 0, [(Difference)Values.First(value => value is Difference)]);
        Assert.Equal(added.Differences, ((AddDifferences)Sent<ReconciliationCommand>(services, added)).Differences);
        var settled = new SettleDifferences(1, [new(MoveOutcome.Contained)]);
        Assert.Equal(settled.Applied, ((SettleDifferences)Sent<ReconciliationCommand>(services, settled)).Applied);
    }

    [Fact]
    public void Exception_ThatCallersMatchOn_KeepsItsTypeAndText()
    {
        using var services = Services();
        var thrown = new RetriableException("Send it again.", new TimeoutException("The storage did not answer."));
        var caught = Assert.IsType<RetriableException>(Sent<Exception>(services, thrown));
        Assert.Equal((thrown.Message, thrown.InnerException!.Message), (caught.Message, caught.InnerException?.Message));
    }

    [Fact]
    public void Values_OfTheDomain_AreHandedOnUncopiedWithinASilo()
    {
        using var services = Services();
        var copier = services.GetRequiredService<DeepCopier>();
        var command = new Reserve("r-1", 2, 600, null, OfBasket: false);
        Assert.Same(command, copier.Copy<StockCommand>(command));
        Assert.Same(Hold, copier.Copy(Hold));
        var answer = new StockAnswer(Figures, Hold);
        Assert.Same(answer, copier.Copy(answer));
    }

    [Fact]
    public void Signatures_OfTheGrains_UseNoValueOfTheDomainThatIsNotListed()
    {
        var grains = typeof(IStockGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey)));
        var spoken = grains.SelectMany(grain => grain.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Concat([typeof(StockChanged), typeof(OrderChanged), typeof(FulfilmentsChanged)]).SelectMany(Parts).Distinct().ToList();
        var unions = spoken.Where(type => type.IsAbstract).SelectMany(union => union.Assembly.GetTypes().Where(union.IsAssignableFrom));

        Assert.Contains(typeof(StockCommand), spoken);
        Assert.Contains(typeof(ReservationLine), spoken);
        Assert.Empty(spoken.Concat(unions)
            .Where(type => type.Assembly == typeof(StockCommand).Assembly && !type.IsEnum).Except(WireTypes.All));
    }

    /// <summary>A type and what it is made of, as far as it is the grains' own: a value of the domain travels whole.</summary>
    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts),
        _ when type.Assembly == typeof(IStockGrain).Assembly => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(property => Parts(property.PropertyType)).Append(type),
        _ => [type],
    };

    private static ServiceProvider Services() => new ServiceCollection().AddWireTypes().BuildServiceProvider();

    private static T Sent<T>(ServiceProvider services, T value)
    {
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
