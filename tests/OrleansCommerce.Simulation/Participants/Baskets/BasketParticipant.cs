using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Participants.Transfers;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Baskets;

/// <summary>Baskets of several lines: all of them or none, whoever crashes in between.</summary>
internal sealed class BasketParticipant : Participant
{
    private const string Prefix = "reservation/";
    private const string AllOrNone = "all lines of a basket or none";

    private readonly SortedDictionary<string, BasketModel> _models = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tried = new(StringComparer.Ordinal);
    private readonly BasketWorkload _workload;

    public BasketParticipant(SeedRun run)
        : base(run) => _workload = new BasketWorkload(run, this);

    public override int Weight => 5;

    private StockParticipant Stock => Run.Get<StockParticipant>();

    public BasketModel? Find(string id) => _models.GetValueOrDefault(id);

    public override Task Work(Client client) => _workload.Work(client);

    public override void Committed(StoredRecord record)
    {
        if (record.Stream.StartsWith(Prefix, StringComparison.Ordinal))
            Model(record.Stream[Prefix.Length..]).Commit(record);
        else if (record.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal))
            Line(Stock.Model(record.Stream[StockStreams.JournalPrefix.Length..]), record.Record);
    }

    public override void AtEnd()
    {
        foreach (var model in _models.Values)
            model.CheckAtEnd();
        foreach (var id in _tried.Where(id => !_models.ContainsKey(id)))
        {
            foreach (var item in Stock.Models)
                Require(item.Newest(id) is not { IsLive: true, OfBasket: true }, AllOrNone, $"{id} was never opened and is held at {item.Item}");
        }
    }

    /// <summary>A line of a basket does what its basket has decided, and nothing before it.</summary>
    private void Line(StockModel item, JournalRecord record)
    {
        // A transfer's lines are its own, and confirmed without a decision.
        if (item.Newest(record.Correlation) is not { OfBasket: true } hold || TransferModel.IsOfTransfer(hold.ReservationId))
            return;
        var basket = Find(hold.ReservationId);
        switch (record.Kind)
        {
            case "stock.held":
                _tried.Add(hold.ReservationId);
                break;
            case "stock.confirmed":
                Require(basket is { WasConfirmed: true }, AllOrNone, $"{item.Item} confirms {hold} before its basket is");
                break;
            case "stock.fulfilled":
                Require(basket is { WasConfirmed: true }, AllOrNone, $"goods leave {item.Item} for {hold}, whose basket is {basket?.Status}");
                break;
            case "stock.holdEnded" when hold.End == "Released":
                Require(basket is not { IsStanding: true }, AllOrNone, $"{item.Item} gives back {hold}, whose basket is {basket?.Status}");
                break;
            case "stock.holdEnded":
                Require(basket is not { Status: "Confirmed" or "Fulfilled" }, AllOrNone, $"{hold} expires, and its basket is {basket?.Status}");
                break;
        }
    }

    private BasketModel Model(string id)
    {
        if (!_models.TryGetValue(id, out var model))
            _models[id] = model = new BasketModel(id, Stock.Model, Run.World.Violate);
        return model;
    }
}
