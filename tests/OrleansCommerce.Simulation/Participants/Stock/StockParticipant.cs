using Orleans.Hosting;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>Stock items: movements, holds of one line and their steps, retries of all of them, and the model of every item.</summary>
internal sealed class StockParticipant : Participant
{
    private static readonly TimeSpan ExpiryVisibleWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CalmNeeds = TimeSpan.FromSeconds(8);

    private readonly SortedDictionary<string, StockModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);
    private long _changes;
    private readonly StockWorkload _workload;
    private readonly StockAnswers _answers;

    public StockParticipant(SeedRun run)
        : base(run)
    {
        _answers = new StockAnswers(run);
        _workload = new StockWorkload(run);
    }

    public override int Weight => 10;

    public StockModel Model(string item)
    {
        if (!_models.TryGetValue(item, out var model))
            _models[item] = model = new StockModel(item, Run.World.Violate);
        return model;
    }

    public IEnumerable<StockModel> Models => _models.Values;

    public override Task Prepare(Client client) => _workload.Prepare(client);

    public override Task Work(Client client) => _workload.Work(client);

    public override void Committed(StoredRecord record)
    {
        if (!record.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal))
            return;
        var model = Model(record.Stream[StockStreams.JournalPrefix.Length..]);
        model.Commit(record, Run.World.Now);
        var hold = model.Newest(record.Record.Correlation);
        switch (record.Record.Kind)
        {
            case "stock.held" when !hold!.OfBasket:
                Require(_homes.TryAdd(hold.ReservationId, model.Item), "done once", $"{hold} is held at {model.Item} and elsewhere");
                break;
            case "stock.holdEnded" when hold!.End == "Expired":
                CheckInTime(model, hold);
                break;
        }
    }

    public override void Answered(GrainRequest request, long sentAt)
    {
        if (request.Failure is not null)
            return;
        if (request.Result is StockAnswer answer && request.Argument(0) is StockCommand command)
            _answers.Check(Model(request.Destination.Key.ToString()), command, answer, sentAt);
        else if (request.Result is StockFigures figures)
            _answers.CheckRead(Model(request.Destination.Key.ToString()), figures, sentAt);
    }

    public override void Shown(IReadOnlyList<StockRow> rows)
    {
        foreach (var row in rows)
            _answers.CheckRow(Model($"{row.Sku}@{row.LocationId}"), row);
    }

    public override void Published(StockChanged changed)
    {
        _changes++;
        _answers.CheckChange(Model(changed.Key.ToString()), changed);
    }

    public override async Task Settle(Client client)
    {
        // Whoever's clock was ahead gave times that are still to come.
        var last = _models.Values.SelectMany(model => model.Live).Where(hold => !hold.IsConfirmed).Select(hold => hold.HeldUntil).DefaultIfEmpty().Max();
        var left = last - Time.World.Epoch.AddTicks(client.World.Now);
        if (left > TimeSpan.Zero)
            await client.Pause(left);
        await client.Pause(CalmNeeds);
        foreach (var model in _models.Values.ToList())
        {
            // An owner that is not the owner any more answers plain reads as it knows, until something asks where the stream ends.
            if (Run.Scenario.IsCluster)
                await client.Insist($"sweep {model.Item}", silo => Sweep(silo, model.Item));
            var reply = await client.Insist($"read {model.Item}", silo => client.Door.Read(silo, StockKey.Parse(model.Item)));
            Require(reply.IsKnown, "everything quiesces", $"{model.Item} cannot be read");
        }
    }

    public override void AtEnd()
    {
        Require(_changes > 0 || Run.Scenario.Operations < 100, "changes are published", $"nobody who watches was told anything");
        var now = Time.World.Epoch.AddTicks(Run.World.Now) - ExpiryVisibleWithin;
        foreach (var model in _models.Values)
        {
            Require(
                !Run.Scenario.HasOrders || model.Now.Deficit == 0 || model.Live.All(hold => hold.IsConfirmed), "who has no goods is told",
                $"{model.Item}: {model.Now}, and {model.Live.FirstOrDefault(hold => !hold.IsConfirmed)} goes on");
            foreach (var hold in model.Live)
            {
                Require(!hold.IsDue(now), "holds are released at their time", $"{model.Item}: {hold} is due since {hold.HeldUntil:HH:mm:ss.fff}");
                Require(hold.Attempt == 0, "everything quiesces", $"{model.Item}: {hold} waits for a decision");
            }
        }
    }

    private static async Task<bool> Sweep(Silos.Silo silo, string item)
    {
        var grain = silo.Grains.GetGrain<IStockGrain>(item);
        if (await grain.Sweep())
            await grain.AskDecisions();
        return true;
    }

    /// <summary>While all is well, expiry is recorded within a second of its time.</summary>
    private void CheckInTime(StockModel model, HoldLife hold)
    {
        if (Run.CalmSince is not { } calm)
            return;
        var world = Run.World;
        var due = hold.HeldUntil - Time.World.Epoch;
        var allowed = ExpiryVisibleWithin + (Run.Scenario.StorageLatency * 12);
        if (due > TimeSpan.FromTicks(calm) + CalmNeeds)
            Require(TimeSpan.FromTicks(world.Now) - due <= allowed, "holds are released at their time", $"{model.Item}: {hold} expired late");
    }
}
