using System.Text.Json;
using Orleans.Hosting;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Baskets;
using OrleansCommerce.Simulation.Participants.Capacity;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Participants.Transfers;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>
/// Orders over a few small stores: placed, served, given up, routed again, cancelled, collected and brought back, whoever crashes in between.
/// </summary>
internal sealed class OrderParticipant : Participant
{
    private const string ForSomebody = "nothing is held for nobody";

    /// <summary>Every sweep has looked at everything by then, whoever crashed.</summary>
    private static readonly TimeSpan SweepsNeed = TimeSpan.FromSeconds(95);

    /// <summary>Whoever waits in a queue is asked again and again: so long nothing has come of it.</summary>
    private static readonly TimeSpan QuietNeeds = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan QuietPatience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan RestPatience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RestPause = TimeSpan.FromMilliseconds(700);

    private readonly SortedDictionary<string, OrderModel> _models = new(StringComparer.Ordinal);
    private readonly EffectBook _effects;
    private readonly OrderWorkload _workload;
    private readonly QueueCheck _queues;

    /// <summary>When something became durable of an order, or of goods, last.</summary>
    private long _changedAt;

    public OrderParticipant(SeedRun run)
        : base(run)
    {
        _effects = new EffectBook("goods move for an order once and as it says", run.World.Violate);
        _workload = new OrderWorkload(run, this);
        _queues = new QueueCheck(run);
    }

    public override int Weight => 12;

    private CapacityParticipant Capacity => Run.Get<CapacityParticipant>();

    private IEnumerable<StockModel> Goods => Run.Get<StockParticipant>().Models.Where(item => OrderWorkload.IsGoods(item.Item));

    public OrderModel? Find(string orderId) => _models.GetValueOrDefault(orderId);

    public override Task Prepare(Client client) => _workload.Prepare(client);

    public override Task Work(Client client) => _workload.Work(client);

    public override void Committed(StoredRecord record)
    {
        _queues.Committed(record, Stock);
        if (record.Stream.StartsWith(OrderGrain.JournalPrefix, StringComparison.Ordinal))
        {
            var model = Model(record.Stream[OrderGrain.JournalPrefix.Length..]);
            model.Commit(record, Run.World.Now);
            _changedAt = Run.World.Now;
            if (record.Record.Kind == "fulfilment.assigned")
                CheckHeld(model.Fulfilments[^1]);
            else if (record.Record.Kind == "fulfilment.shorted")
                CheckShorted(record.Record);
        }
        else if (record.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal))
        {
            var item = record.Stream[StockStreams.JournalPrefix.Length..];
            _changedAt = OrderWorkload.IsGoods(item) ? Run.World.Now : _changedAt;
            if (OrderWorkload.IsGoods(item) && record.Record.Kind is "stock.fulfilled" or "stock.moved")
                Moved(item, record.Record);
        }
    }

    public override void Answered(GrainRequest request, long sentAt)
    {
        if (request.Failure is not null)
            return;
        _queues.Answered(request, sentAt, Stock);
        if (request.Result is not OrderAnswer { Order: { } told })
            return;
        var model = Find(told.OrderId);
        var durable = model?.Version ?? 0;
        Require(told.Version <= durable, "what is answered is durable", $"{told.OrderId} answers from version {told.Version}, durable is {durable}");
        if (model is null || told.Version > durable)
            return;
        var says = OrderModel.Says(
            told.Waiting.Select(line => KeyValuePair.Create(line.Sku, line.Quantity)),
            told.Backordered.Select(line => KeyValuePair.Create(line.Sku, line.Quantity)),
            told.Fulfilments.Select(f => $"{f.FulfilmentId} {f.State} {string.Join('+', f.Lines.Select(line => new UnitsBody(line.Sku, line.Quantity)))}"));
        Require(says == model.At(told.Version), "answers are linearizable", $"{told.OrderId} says {says}, version {told.Version} has {model.At(told.Version)}");
        Require(
            told.Version >= model.VersionAt(sentAt) || Run.Scenario.IsCluster, "never stale",
            $"{told.OrderId} answers from version {told.Version}, {model.VersionAt(sentAt)} was durable when it was asked");
    }

    public override async Task Settle(Client client)
    {
        Run.Cluster.EndDeadlines();
        await client.Pause(SweepsNeed);
        await _queues.Deliver(client);
        await client.Pause(SweepsNeed);
        var (until, quietUntil) = (client.World.Now + RestPatience.Ticks, client.World.Now + QuietPatience.Ticks);
        while (UnderWay() is var still && (still is not null || (client.World.Now < quietUntil && client.World.Now - _changedAt < QuietNeeds.Ticks)))
        {
            client.World.Trace.Line(client.World, $"under way: {still ?? "something of late"}");
            Require(client.World.Now < until, "everything quiesces", $"after {RestPatience} there is still {still}");
            await client.Pause(RestPause);
        }
    }

    public override void AtEnd()
    {
        foreach (var model in _models.Values)
        {
            Require(model.Taking is null, ForSomebody, $"{model.Id} is still taking {model.Taking}");
            Require(!model.HasPendingEffects, "everything quiesces", $"{model.Id} has not done what it asks for");
            Require(!model.HasWaiting, "no order is lost between stores", $"{model.Id} waits to be routed: {model.At(model.Version)}");
        }

        _effects.CheckAtEnd();
        CheckStockHolds();
        CheckSlotHolds();
        CheckDeficits();
    }

    /// <summary>
    /// What is under way, if anything is; otherwise each order is where it will be until somebody acts, or a deadline comes.
    /// </summary>
    private string? UnderWay() =>
        _models.Values.FirstOrDefault(model => !model.IsAtRest) is { } order ? $"{order.Id} is taking {order.Taking}, giving back {order.GivingBack}, {order.At(order.Version)}"
        : Goods.SelectMany(item => item.Live).FirstOrDefault(hold => !hold.IsConfirmed || hold.Attempt != 0) is { } hold ? $"{hold}"
        : Capacity.Models.SelectMany(model => model.Live).FirstOrDefault(hold => !hold.IsConfirmed || hold.Attempt != 0) is { } slot ? $"{slot}"
        : null;

    /// <summary>A fulfilment is a promise: when it is recorded, its goods are confirmed for it.</summary>
    private void CheckHeld(FulfilmentLife f)
    {
        var basket = Run.Get<BasketParticipant>().Find(f.ReservationId ?? "");
        foreach (var line in f.Lines)
        {
            var hold = Hold(line.Sku, f);
            Require(
                hold is { IsLive: true } && hold.Remaining == line.Quantity && (basket is { Status: "Confirmed" } || hold.IsConfirmed),
                "a fulfilment has its goods", $"{f.Id} is assigned {line}, {f.LocationId} has {hold} of a basket that is {basket?.Status}");
        }
    }

    private StockModel Stock(string item) => Run.Get<StockParticipant>().Model(item);

    /// <summary>Units are taken from an order only where more was held than there was.</summary>
    private void CheckShorted(JournalRecord record)
    {
        var e = JsonSerializer.Deserialize(record.Body.Span, OrderBodyJson.Default.OrderBody)!;
        foreach (var line in e.Lines)
        {
            var item = Stock($"{line.Sku}@{e.Of.LocationId}");
            Require(line.Quantity <= item.DeficitMax, "what is confirmed stays", $"{e.Of.FulfilmentId} gives up {line}, {item.Item} lacked {item.DeficitMax} at the most");
        }
    }

    /// <summary>What a till has taken is picked for nobody: whoever had not picked it yet is served elsewhere, or waits.</summary>
    private void CheckDeficits()
    {
        foreach (var f in _models.Values.SelectMany(model => model.Fulfilments).Where(f => f.IsToPick))
        {
            foreach (var item in f.Lines.Select(line => Stock($"{line.Sku}@{f.LocationId}")))
                Require(item.Now.Deficit == 0, "who has no goods is told", $"{f} is to be picked, {item.Item} has {item.Now}");
        }
    }

    private HoldLife? Hold(string sku, FulfilmentLife f) => Run.Get<StockParticipant>().Model($"{sku}@{f.LocationId}").Newest(f.ReservationId ?? "");

    private void Moved(string item, JournalRecord record)
    {
        var body = JsonSerializer.Deserialize(record.Body.Span, StockBodyJson.Default.StockBody)!;
        var (id, what) = record.Kind == "stock.fulfilled" ? (body.FulfilmentId, body.Outcome) : (body.MovementId, body.Kind);
        if (id is not null && OrderWorkload.IsOfOrder(id))
            _effects.Done(id, item, what, body.Quantity);
    }

    /// <summary>Each confirmed hold of goods is an open fulfilment's, unit by unit, and each open fulfilment has its own.</summary>
    private void CheckStockHolds()
    {
        var wanted = new Dictionary<(string Item, string? Reservation), long>();
        foreach (var f in _models.Values.SelectMany(model => model.Fulfilments).Where(f => f.IsHeld))
        {
            foreach (var line in f.Lines)
                wanted[($"{line.Sku}@{f.LocationId}", f.ReservationId)] = line.Quantity;
        }

        foreach (var item in Goods)
        {
            foreach (var hold in item.Live.Where(hold => hold.IsConfirmed && !TransferModel.IsOfTransfer(hold.ReservationId)))
            {
                wanted.Remove((item.Item, hold.ReservationId), out var units);
                Require(units == hold.Remaining, ForSomebody, $"{item.Item}: {hold}, and the order's fulfilment has {units} there");
            }
        }

        foreach (var ((item, reservation), units) in wanted)
            Require(false, "a fulfilment has its goods", $"{units} at {item} are to be served from {reservation}, which holds nothing there");
    }

    /// <summary>The same for slots, as long as there is something to pick.</summary>
    private void CheckSlotHolds()
    {
        var wanted = _models.Values.SelectMany(model => model.Fulfilments).Where(f => f.IsToPick && f.SlotHoldId is not null)
            .ToDictionary(f => (f.LocationId, f.SlotHoldId!));
        foreach (var location in Capacity.Models)
        {
            foreach (var hold in location.Live.Where(hold => hold.IsConfirmed))
                Require(wanted.Remove((location.Location, hold.Id)), ForSomebody, $"{location.Location}: {hold} is no open fulfilment's");
        }

        foreach (var f in wanted.Values)
            Require(false, "a fulfilment has its slot", $"{f} is to be picked at {f.LocationId}, which holds no slot for it");
    }

    private OrderModel Model(string id)
    {
        if (!_models.TryGetValue(id, out var model))
            _models[id] = model = new OrderModel(id, _effects, Run.World.Violate);
        return model;
    }
}
