using System.Globalization;
using System.Text.Json;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Runs;
using OrleansCommerce.Simulation.Silos;

namespace OrleansCommerce.Simulation.Participants.Feeds;

/// <summary>
/// Sources that tell of movements and counts: late, twice, in any order, and with files of all they have, which are compared and booked. What
/// becomes of each is in the items' own models; here is what sources are told.
/// </summary>
internal sealed class SourceParticipant : Participant
{
    private const string Rule = "a source counts as it was described";
    private const string Complete = "what differs is booked, once";
    private const int SilenceMinutes = 15;

    private static readonly TimeSpan FilePatience = TimeSpan.FromSeconds(20);

    private readonly SourceWorkload _workload = new();
    private readonly SameAnswers _same;
    private readonly List<Inventory> _inventories = [];

    public SourceParticipant(SeedRun run)
        : base(run) => _same = new SameAnswers(run);

    public override int Weight => 4;

    public override async Task Prepare(Client client)
    {
        foreach (var (source, precedence) in SourceWorkload.Sources)
            await client.Insist($"describe {source}", silo => FeedRegister.Of(silo.Grains).Execute(new DescribeFeed(source, precedence, SilenceMinutes), Door.Origin));
    }

    public override Task Work(Client client) => client.Chance.Below(100) switch
    {
        < 70 => Say(client, _workload.Next(client)),
        < 85 when _workload.Again(client) is { } said => Say(client, said),
        < 88 when _workload.Again(client) is { } said => Say(client, (said.Item, said.Move with { Quantity = said.Move.Quantity + 1 })),
        < 93 => client.Insist("report", Report),
        < 97 => Compare(client, NewInventory(client)),
        _ => _inventories.Count > 0 ? Compare(client, client.Chance.Pick(_inventories)) : client.Insist("report", Report),
    };

    public override void Committed(StoredRecord record)
    {
        if (record.Record.Kind != "stock.moved")
            return;
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, StockBodyJson.Default.StockBody)!;
        if (body.Feed is not { } feed)
            return;
        var described = SourceWorkload.Sources.FirstOrDefault(source => source.Source == feed.Source);
        Require(described.Source is not null && described.Precedence == feed.Precedence, Rule, $"{body.MovementId} is of {feed}");
    }

    public override async Task Settle(Client client)
    {
        foreach (var inventory in _inventories)
            await Compare(client, inventory);
    }

    public override void AtEnd()
    {
        foreach (var inventory in _inventories)
            Require(inventory.IsSettled, "everything quiesces", $"{inventory.Id} of {inventory.Source} was never settled");
    }

    private async Task Say(Client client, (StockKey Item, Move Move) said)
    {
        var (item, move) = said;
        var sentAt = client.World.Now;
        var reply = await client.Insist($"{item} {move.Feed?.Source} {move.Kind} {move.MovementId}", async silo =>
        {
            var answer = await client.Door.Execute(silo, item, await Stamped(silo, move));
            silo.Intake.Heard(move, answer);
            return answer;
        });
        if (reply is { IsKnown: true, Value: { } answer })
        {
            var told = answer.Refusal is { } refusal ? $"{refusal.Code}" : $"{answer.Outcome} {answer.Figures with { NextDue = null, OldestConfirmed = null }}";
            _same.Told($"say {item} {move.MovementId}", $"{move}", told, answer.Refusal is null, sentAt);
        }
    }

    /// <summary>As the server does: each time a source speaks it is asked how it ranks.</summary>
    private static async Task<Move> Stamped(Silo silo, Move move) => move.Feed is { } feed
        ? move with { Feed = feed with { Precedence = (await silo.Intake.Terms(feed.Source)).Precedence } }
        : move;

    private static async Task<bool> Report(Silo silo)
    {
        await silo.Intake.Report();
        return true;
    }

    private Inventory NewInventory(Client client)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"inventory-{_inventories.Count + 1}");
        var items = _workload.Inventory(client).Select(said => new StatedItem(said.Item, said.OnHand, said.At, said.Version));
        var inventory = new Inventory(id, client.Chance.Pick(SourceWorkload.Sources).Source, [.. items]);
        _inventories.Add(inventory);
        return inventory;
    }

    private async Task Compare(Client client, Inventory inventory)
    {
        var reply = await client.Insist($"compare {inventory.Id} of {inventory.Source}", silo => Apply(silo, inventory), patience: FilePatience);
        if (!reply.IsKnown || reply.Value.Answer is not { } answer)
            return;
        inventory.IsSettled = true;
        Require(answer is { IsOtherFile: false, Totals: not null, AppliedAt: not null }, Complete, $"{inventory.Id} is answered with {answer}");
        Require(answer.Applied == answer.Applicable, Complete, $"{answer.Applied} of {answer.Applicable} of {inventory.Id} are booked");
        foreach (var (found, applied) in reply.Value.Differences.Where(difference => difference.Found.Kind != DifferenceKind.MissingThere))
        {
            var model = Run.Get<StockParticipant>().Model($"{found.Sku}@{found.LocationId}");
            var booked = model.MovedAt($"{ReconciliationGrain.JournalPrefix}{inventory.Source}/{inventory.Id}/count");
            // One whose record compaction has removed is recognised when it is booked again, and can't be answered any more.
            var isSaid = applied is not null && (booked > 0 ? applied.Refusal is null or nameof(StockRefusalCode.IdReused) : applied.Refusal is not (null or nameof(StockRefusalCode.IdReused)));
            Require(isSaid, Complete, $"{found} of {inventory.Id}: {applied}, recorded at {booked}");
        }
    }

    private static async Task<(ReconciliationAnswer? Answer, IReadOnlyList<SettledDifference> Differences)> Apply(Silo silo, Inventory inventory)
    {
        var (source, id) = (inventory.Source, inventory.Id);
        var terms = await silo.Intake.Terms(source);
        var compared = await silo.Reconciler.Compare(source, id, id, inventory.Items, terms, Door.Origin);
        if (compared.Totals is null)
            return (compared, []);
        var applied = await silo.Reconciler.Apply(source, id, terms, Door.Origin);
        var grain = silo.Grains.GetGrain<IReconciliationGrain>(ReconciliationGrain.KeyOf(source, id));
        return (applied, await grain.Page(0, FeedLimits.LinesMax));
    }

    /// <summary>A file of what a source has.</summary>
    private sealed record Inventory(string Id, string Source, IReadOnlyList<StatedItem> Items)
    {
        public bool IsSettled { get; set; }
    }
}
