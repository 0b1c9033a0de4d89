using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Transfers;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Orders;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Transfers;

/// <summary>Goods that are moved between stores: held, on the way, on no shelf, and there or lost.</summary>
internal sealed class TransferParticipant : Participant
{
    /// <summary>Nobody orders them, so that there are always some to move.</summary>
    private const string Pallets = "pallets";

    private const string AsAsked = "goods under way are on no shelf";
    private const string ForATransfer = "a transfer's goods are held until they leave";

    private readonly SortedDictionary<string, TransferModel> _models = new(StringComparer.Ordinal);
    private readonly List<(string Id, TransferRequest Request)> _requests = [];
    private readonly EffectBook _effects;

    public TransferParticipant(SeedRun run)
        : base(run) => _effects = new EffectBook(AsAsked, run.World.Violate);

    public override int Weight => 2;

    public override async Task Prepare(Client client)
    {
        for (var i = 0; i < Run.Scenario.Shops; i++)
        {
            var item = new StockKey(Pallets, OrderWorkload.Shop(i));
            var opening = new Move($"pallets-{i}", MovementKind.Receipt, client.Chance.Between(4, 20));
            await client.Insist($"{item} {opening.MovementId}", silo => client.Door.Execute(silo, item, opening));
        }
    }

    public override async Task Work(Client client)
    {
        if (_requests.Count == 0 || client.Chance.Is(0.5))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"t-{_requests.Count + 1}");
            _requests.Add((id, NewRequest(client)));
            await Ask(client, id, "plan", grain => grain.Plan(_requests.Find(request => request.Id == id).Request, Door.Origin));
            return;
        }

        var (recent, asked) = _requests[^(1 + client.Chance.Below(Math.Min(8, _requests.Count)))];
        await (client.Chance.Below(100) switch
        {
            < 40 => Ask(client, recent, "ship", grain => grain.Ship(Door.Origin)),
            < 75 => Receive(client, recent, asked),
            < 90 => Ask(client, recent, "cancel", grain => grain.Cancel(Door.Origin)),
            _ => Ask(client, recent, "plan", grain => grain.Plan(asked, Door.Origin)),
        });
    }

    public override void Committed(StoredRecord record)
    {
        if (TransferModel.IsOfTransfer(record.Stream))
            Model(record.Stream).Commit(record);
        else if (record.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal))
            Stocked(record.Stream[StockStreams.JournalPrefix.Length..], record.Record);
    }

    public override void AtEnd()
    {
        foreach (var model in _models.Values)
            Require(model.IsAtRest, "everything quiesces", $"{model.Name} is {model.Status}, and what that asks for is not done");
        _effects.CheckAtEnd();
        CheckHolds();
    }

    private TransferRequest NewRequest(Client client)
    {
        var from = client.Chance.Below(Run.Scenario.Shops);
        var to = (from + 1 + client.Chance.Below(Run.Scenario.Shops - 1)) % Run.Scenario.Shops;
        var lines = new List<TransferLine>();
        for (var i = client.Chance.Between(1, 2); i > 0; i--)
        {
            var sku = client.Chance.Is(0.6) ? Pallets : OrderWorkload.Goods(client.Chance.Below(Run.Scenario.Goods));
            lines.Add(new TransferLine(sku, client.Chance.Between(1, 2)));
        }

        return new TransferRequest(OrderWorkload.Shop(from), OrderWorkload.Shop(to), TransferLines.Sum(lines), null);
    }

    /// <summary>All of it, or what did not get lost.</summary>
    private Task Receive(Client client, string id, TransferRequest asked)
    {
        ImmutableArray<TransferLine>? come = client.Chance.Is(0.7)
            ? null
            : [.. asked.Lines.Select(line => line with { Quantity = client.Chance.Between(0, line.Quantity) })];
        return Ask(client, id, "receive", grain => grain.Receive(come, Door.Origin));
    }

    private async Task Ask(Client client, string id, string what, Func<ITransferGrain, Task<TransferAnswer>> step)
    {
        var reply = await client.Insist($"{what} {id}", silo => step(silo.Grains.GetGrain<ITransferGrain>(id)));
        if (reply is { IsKnown: true, Value.Transfer: { } told })
        {
            var isKnown = _models.TryGetValue(TransferGrain.JournalPrefix + id, out var model);
            Require(
                isKnown && (model!.Status == $"{told.Status}" || told.Status is not (TransferStatus.Received or TransferStatus.Cancelled)),
                "what is answered is durable", $"{id} is said to be {told.Status}, recorded is {model?.Status}");
        }
    }

    private void Stocked(string item, JournalRecord record)
    {
        switch (record.Kind)
        {
            case "stock.moved":
                var body = JsonSerializer.Deserialize(record.Body.Span, StockBodyJson.Default.StockBody)!;
                if (TransferModel.IsOfTransfer(body.MovementId!))
                    _effects.Done(body.MovementId!, item, body.Kind, body.Quantity);
                break;
            case "stock.holdEnded" when TransferModel.IsOfTransfer(record.Correlation):
                Require(Model(record.Correlation).Status != "Planned", ForATransfer, $"{item} gives back {record.Correlation}, which is planned");
                break;
        }
    }

    /// <summary>Each planned transfer has its goods, and nobody else holds any in the name of one.</summary>
    private void CheckHolds()
    {
        var wanted = new Dictionary<(string Item, string Transfer), long>();
        foreach (var model in _models.Values.Where(model => model.Status == "Planned"))
        {
            foreach (var line in model.Lines)
                wanted[($"{line.Sku}@{model.From}", model.Name)] = line.Quantity;
        }

        foreach (var item in Run.Get<StockParticipant>().Models)
        {
            foreach (var hold in item.Live.Where(hold => TransferModel.IsOfTransfer(hold.ReservationId)))
            {
                wanted.Remove((item.Item, hold.ReservationId), out var units);
                Require(units == hold.Remaining && hold.IsConfirmed, ForATransfer, $"{item.Item}: {hold}, and the transfer wants {units} there");
            }
        }

        foreach (var ((item, transfer), units) in wanted)
            Require(false, ForATransfer, $"{units} at {item} are to leave for {transfer}, which holds nothing there");
    }

    private TransferModel Model(string name)
    {
        if (!_models.TryGetValue(name, out var model))
            _models[name] = model = new TransferModel(name, _effects, Run.World.Violate);
        return model;
    }
}
