using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Orders;

/// <inheritdoc cref="IOrderGrain"/>
/// <remarks>
/// Not reentrant: one step at a time. What happens to the order is recorded first; what that asks of others (stock, capacity, routing) is
/// carried out after it, with ids that make a repetition harmless, and is recorded as done. Whoever is interrupted between the two is
/// tended: every order that is not at its end is in an index, and a sweep calls it.
/// </remarks>
public sealed partial class OrderGrain(
    AggregateServices services, OrderTerms terms, OrderWatch watch, RoutingService routing, Proposals proposals, ReservationService reservations,
    OrderEffectsDone effects, RoutingLog log, LeftOut leftOut, StockWatch watchers)
    : AggregateGrain<OrderState, OrderCommand, OrderEvent, OrderDecision>(services), IOrderGrain
{
    /// <summary>The journal's streams of orders: <c>order/id</c>.</summary>
    public const string JournalPrefix = "order/";

    /// <summary>Of an order that was never placed: for so long its customer may still send the same request again.</summary>
    private static readonly TimeSpan PlacingPatience = TimeSpan.FromSeconds(30);

    private string _id = "";
    private IndexEntry _index = null!;

    protected override string Stream => JournalPrefix + _id;

    protected override EventCodec<OrderEvent> Codec => OrderEventCodec.Instance;

    protected override SnapshotForm<OrderState> Snapshots => OrderSnapshotForm.Instance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        _index = new(GrainFactory, WorkIndex.Orders, _id, Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<OrderAnswer> Read() => Durable(state => state.Exists ? new OrderAnswer(OrderFigures.Of(state)) : OrderAnswer.Refused(OrderProblem.UnknownOrder));

    public async Task<OrderAnswer> Step(OrderCommand command, ImmutableArray<string>? locationIds, Origin origin)
    {
        if (!State.Exists)
        {
            // It may have been placed with another owner.
            await LookAtHead(origin);
        }

        if (!State.Exists)
        {
            return OrderAnswer.Refused(OrderProblem.UnknownOrder);
        }

        if (locationIds is { } reach && !IsWithin(reach, command))
        {
            return OrderAnswer.Refused(OrderProblem.OutOfReach);
        }

        if (command is ReturnGoods)
        {
            // The order may be at its end, and out of the index.
            await _index.Add();
        }

        var decision = await Execute(command is ReadyFulfilment ready ? ready with { CollectSeconds = (int)terms.CollectWithin.TotalSeconds } : command, origin);
        await CarryOut(origin);
        return decision.Refusal is { } refusal
            ? OrderAnswer.Refused(ProblemOf(refusal))
            : await Answer(isRepeated: decision.Events.IsEmpty);
    }

    public async Task Tend()
    {
        if (State.Exists)
        {
            if (State.NextDue <= Now)
            {
                await Execute(new ExpireFulfilments(), Origin.Engine);
            }

            await CarryOut(Origin.Engine);
            return;
        }

        if (State.Taking is not null && Now - State.Time < PlacingPatience)
        {
            watch.Due(_id, State.Time + PlacingPatience);
            return;
        }

        await GiveBackTaken(Origin.Engine);
        if (Services.Heads is not null && !watch.IsVain(_id, Now, PlacingPatience))
        {
            return;
        }

        await LookAtHead(Origin.Engine);
        if (State.Exists || State.Taking is not null || State.GivingBack is not null)
        {
            watch.Due(_id, Now);
            return;
        }

        await Forget();
    }

    protected override OrderState NewState() => new();

    protected override void Apply(OrderState state, OrderEvent happened)
    {
        OrderMachine.Apply(state, happened);
        leftOut.Take(happened);
    }

    protected override Ruling<OrderState, OrderEvent, OrderDecision> Decide(OrderState state, OrderCommand command, DateTimeOffset now)
    {
        var decision = OrderMachine.Decide(state, command, now);
        return new(decision.Events, _ => decision);
    }

    protected override Label Label(OrderEvent happened) => new(_id);

    protected override OrderDecision AnswerRecorded(OrderCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("Nothing of an order has a command id.");

    private Task<OrderDecision> Execute(OrderCommand command, Origin origin) => Execute(command, origin, Admission.Settling);

    private async Task<OrderAnswer> Answer(bool isRepeated) => await Read() with { IsRepeated = isRepeated };

    /// <summary>Where the command is about a fulfilment, it must be at one of these locations, or be collected there; a return must come there.</summary>
    private bool IsWithin(ImmutableArray<string> locationIds, OrderCommand command)
    {
        var id = command switch
        {
            AcceptFulfilment c => c.FulfilmentId,
            RejectFulfilment c => c.FulfilmentId,
            PickFulfilment c => c.FulfilmentId,
            PackFulfilment c => c.FulfilmentId,
            ReadyFulfilment c => c.FulfilmentId,
            CollectFulfilment c => c.FulfilmentId,
            ShipFulfilment c => c.FulfilmentId,
            DeliverFulfilment c => c.FulfilmentId,
            _ => null,
        };
        return command is ReturnGoods returned ? locationIds.Contains(returned.LocationId)
            : id is not null && (State.Find(id) is not { Assignment: var at } || locationIds.Contains(at.LocationId)
                || (at.CollectAt is { } store && locationIds.Contains(store)));
    }

    /// <summary>Writes nothing, and finds out whether another owner has written since this one was loaded.</summary>
    private Task LookAtHead(Origin origin) => Execute(new SettleEffects(0), origin);

    private async Task Forget()
    {
        await _index.Remove();
        watch.Forget(_id);
    }

    private static OrderProblem ProblemOf(OrderRefusal refusal) => refusal switch
    {
        OrderRefusal.IdReused => OrderProblem.IdReused,
        OrderRefusal.UnknownOrder => OrderProblem.UnknownOrder,
        OrderRefusal.UnknownFulfilment => OrderProblem.UnknownFulfilment,
        OrderRefusal.WrongState => OrderProblem.WrongState,
        OrderRefusal.Invalid => OrderProblem.Invalid,
        OrderRefusal.TooMany => OrderProblem.TooMany,
        _ => throw new InvalidOperationException($"No answer says {refusal}."),
    };
}
