using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Demand;

/// <inheritdoc cref="IDemandGrain"/>
/// <remarks>Reentrant, since an order that is told of stock leaves the queue, or says what it still waits for, before it answers.</remarks>
[Reentrant]
public sealed class DemandGrain(AggregateServices services, StockWatch watch, AskOrder ask)
    : AggregateGrain<DemandState, DemandCommand, DemandEvent, DemandAnswer>(services), IDemandGrain
{
    private string _sku = "";
    private QueueTurns _turns = null!;
    private IndexEntry _entry = null!;
    private int _entering;
    private bool _isIndexed;
    private bool _isLooking;
    private bool _looksAgain;

    protected override string Stream => $"demand/{_sku}";

    protected override EventCodec<DemandEvent> Codec => DemandStored.Events;

    protected override SnapshotForm<DemandState> Snapshots => DemandStored.Form;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _sku = this.GetPrimaryKeyString();
        _turns = new QueueTurns(Services.Clock);
        _entry = new IndexEntry(GrainFactory, WorkIndex.Demand, _sku, Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<DemandAnswer> Subscribe(string customerId, string? locationId, Origin origin)
    {
        var stock = await SeenStock.Read(watch.View, _sku);
        return await Enter(new Subscribe(customerId, locationId, DemandMachine.IsNone(stock, locationId)), origin);
    }

    public Task<DemandAnswer> Unsubscribe(string customerId, string? locationId, Origin origin) =>
        Exit(new Unsubscribe(customerId, locationId), origin);

    public Task<ImmutableArray<SubscriptionFigures>> Subscriptions(SubscriptionFigures? after, int limit) => Durable(state =>
        state.Subscriptions.Where(s => after is null || IsAfter(s, after)).Take(limit)
            .Select(s => new SubscriptionFigures(s.CustomerId, s.LocationId)).ToImmutableArray());

    public Task<DemandAnswer> Enqueue(string orderId, long quantity, DateTimeOffset since) =>
        Enter(new Enqueue(orderId, quantity, since), Origin.Engine);

    public Task<DemandAnswer> Leave(string orderId) => Exit(new Leave(orderId), Origin.Engine);

    public Task<long> Waiting() => Durable(state => state.Queue.Sum(order => order.Quantity));

    public Task<ImmutableArray<BackorderFigures>> Queue(int limit) => Durable(state =>
        state.Queue.Take(limit).Select(order => new BackorderFigures(order.OrderId, order.Quantity, order.Since)).ToImmutableArray());

    public async Task Look()
    {
        if (_isLooking)
        {
            _looksAgain = true;
            return;
        }

        _isLooking = true;
        try
        {
            do
            {
                _looksAgain = false;
                await LookOnce();
            }
            while (_looksAgain);
        }
        finally
        {
            _isLooking = false;
        }
    }

    protected override DemandState NewState() => new();

    protected override void Apply(DemandState state, DemandEvent happened) => DemandMachine.Apply(state, happened);

    protected override Ruling<DemandState, DemandEvent, DemandAnswer> Decide(DemandState state, DemandCommand command, DateTimeOffset now)
    {
        var decision = DemandMachine.Decide(state, command, now);
        return new(decision.Events, _ => new DemandAnswer(decision.IsTooMany, decision.Events.IsEmpty));
    }

    protected override Label Label(DemandEvent happened) => happened switch
    {
        NotificationDue e => new(e.NotificationId),
        BackorderQueued e => new(e.OrderId),
        BackorderLeft e => new(e.OrderId),
        _ => new(Stream),
    };

    protected override DemandAnswer AnswerRecorded(DemandCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("Who waits is told by the state: its commands have no ids.");

    private async Task LookOnce()
    {
        if (await Durable(state => state.QueueCount) > 0)
        {
            await ServeQueue();
        }

        // Told of what the queue leaves, a bounded number at a time.
        while (State.SubscriptionCount > 0)
        {
            var stock = await SeenStock.Read(watch.View, _sku);
            if ((await Execute(new Observe(_sku, stock), Origin.Engine, Admission.Settling)).IsRepeated)
            {
                break;
            }
        }

        await LeaveIndexIfEmpty();
    }

    private async Task ServeQueue()
    {
        var stock = await SeenStock.Read(watch.View, _sku);
        if (!_turns.IsWorthAsking(stock, State.QueueVersion))
        {
            return;
        }

        var isKept = false;
        for (var order = State.Next(null); order is not null && SeenStock.Units(stock) > 0; order = State.Next(order))
        {
            var stillWaits = await ask(order.OrderId, _sku);
            if (!stillWaits)
            {
                await Execute(new Leave(order.OrderId), Origin.Engine, Admission.Settling);
            }

            stock = await SeenStock.Read(watch.View, _sku);

            // It may wait for less than before. Where there is not enough for it yet, whoever is behind it must not take what there is.
            if (stillWaits && SeenStock.Units(stock) < (State.FindOrder(order.OrderId)?.Quantity ?? 0))
            {
                isKept = true;
                break;
            }
        }

        if (!isKept)
        {
            await GiveUpEarmarks();
        }

        _turns.Asked(stock, State.QueueVersion);
    }

    /// <summary>Everybody has been asked; what is left could be used by none of them.</summary>
    private Task GiveUpEarmarks() => Task.WhenAll(watch.Queues.Earmarks(_sku).Select(earmark => GrainFactory
        .GetGrain<IStockGrain>(new StockKey(_sku, earmark.LocationId).ToString()).Execute(new SetEarmark(0), Origin.Engine)));

    private async Task<DemandAnswer> Enter(DemandCommand command, Origin origin)
    {
        _entering++;
        if (command is Enqueue)
        {
            watch.Queues.Begin(_sku);
        }

        try
        {
            if (!_isIndexed)
            {
                await _entry.Add();
                _isIndexed = true;
            }

            return await Execute(command, origin, Admission.Settling);
        }
        finally
        {
            _entering--;
        }
    }

    private async Task<DemandAnswer> Exit(DemandCommand command, Origin origin)
    {
        var answer = await Execute(command, origin, Admission.Settling);
        await LeaveIndexIfEmpty();
        return answer;
    }

    /// <summary>Not while somebody enters, who may have found that the SKU is in the index.</summary>
    private async Task LeaveIndexIfEmpty()
    {
        if (_entering == 0 && await Durable(state => state.IsEmpty) && _entering == 0)
        {
            _isIndexed = false;
            watch.Queues.End(_sku);
            await _entry.Remove();
        }
    }

    private static bool IsAfter(Subscription s, SubscriptionFigures after)
    {
        var byLocation = string.CompareOrdinal(s.LocationId ?? "", after.LocationId ?? "");
        return byLocation > 0 || (byLocation == 0 && string.CompareOrdinal(s.CustomerId, after.CustomerId) > 0);
    }
}
