using System.Text.Json;
using Orleans.Hosting;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>Holds what stock items put aside for the orders that wait against the orders that wait.</summary>
internal sealed class QueueCheck(SeedRun run)
{
    private const string Prefix = "demand/";
    private const string ForTheQueue = "what arrives for the queue is the queue's";
    private const int StrangerTtlSeconds = 20;

    private readonly SortedDictionary<string, QueueModel> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _deliveries = new(StringComparer.Ordinal);
    private int _ids;

    public void Committed(StoredRecord record, Func<string, StockModel> stock)
    {
        if (record.Stream.StartsWith(Prefix, StringComparison.Ordinal))
            Queue(record.Stream[Prefix.Length..]).Commit(record.Record, run.World.Now);
        else if (record.Record.Kind == "stock.moved" && _deliveries.Count > 0)
            Delivered(record, stock);
    }

    /// <summary>
    /// Nobody is refused for the sake of more than is waited for. Where several may own a queue for a moment, what is read of it may lag.
    /// </summary>
    public void Answered(GrainRequest request, long sentAt, Func<string, StockModel> stock)
    {
        if (run.Scenario.IsCluster || request.Result is not StockAnswer { Refusal: { Code: StockRefusalCode.InsufficientStock } refusal } answer
            || request.Argument(0) is not Reserve { FromQueue: false } asked)
        {
            return;
        }

        var item = StockKey.Parse(request.Destination.Key.ToString());
        var version = answer.Figures.Version;
        var model = stock(item.ToString());
        var (forAll, forOthers) = (model.AvailableAt(version, fromQueue: true), model.AvailableAt(version, fromQueue: false));
        if (forAll >= asked.Quantity && forAll - forOthers > Queue(item.Sku).Since(sentAt).Max)
            run.World.Violate("the queue keeps no more than it waits for", $"{item}: {asked.ReservationId} is refused with {refusal.Available} of {forAll} at version {version}, {Queue(item.Sku).Since(sentAt).Max} are waited for");
    }

    /// <summary>
    /// Long after the last fault something of each SKU arrives that orders wait for, and a stranger asks for it at once: it is put aside, and
    /// the stranger gets what is left, if anything.
    /// </summary>
    public async Task Deliver(Client client)
    {
        foreach (var (sku, queue) in _queues.Where(entry => entry.Value.Waiting > 0).ToList())
        {
            var item = new StockKey(sku, OrderWorkload.Shop(client.Chance.Below(run.Scenario.Shops)));
            var move = new Move($"late-delivery-{++_ids}", MovementKind.Receipt, client.Chance.Between(1, queue.Waiting + 1));
            _deliveries[move.MovementId] = client.World.Now;
            await client.Insist($"{item} {move.MovementId}", silo => client.Door.Execute(silo, item, move));
            var stranger = new ReservationRequest($"stranger-{++_ids}", [new(item, 1)], StrangerTtlSeconds, null);
            await client.Insist($"reserve {stranger.ReservationId}", silo => client.Door.Reserve(silo, stranger));
        }
    }

    private void Delivered(StoredRecord record, Func<string, StockModel> stock)
    {
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, StockBodyJson.Default.StockBody)!;
        if (!_deliveries.TryGetValue(body.MovementId!, out var sentAt))
            return;
        var item = StockKey.Parse(record.Stream[StockStreams.JournalPrefix.Length..]);
        var model = stock(item.ToString());
        var due = Math.Min(Queue(item.Sku).Since(sentAt).Min, Math.Max(0, Math.Min(body.Quantity, model.Now.Available)));
        if (model.Earmarks < due)
            run.World.Violate(ForTheQueue, $"{item}: of {body.Quantity} that arrive {model.Earmarks} are put aside, {due} are waited for and there");
    }

    private QueueModel Queue(string sku)
    {
        if (!_queues.TryGetValue(sku, out var queue))
            _queues[sku] = queue = new QueueModel();
        return queue;
    }
}
