using System.Globalization;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Participants.Feeds;

/// <summary>What sources say: with versions and times of their own, and what they say first does not always come first.</summary>
internal sealed class SourceWorkload
{
    /// <summary>Nobody else touches what is there: what sources say can be told from everything else.</summary>
    public const string LocationId = "depot-1";

    private const int ItemsMax = 5;
    private const int HeldBackMax = 12;
    private const long QuantityMax = 40;

    private static readonly MovementKind[] Kinds =
    [
        MovementKind.Receipt, MovementKind.Receipt, MovementKind.Sale, MovementKind.Sale, MovementKind.Adjustment, MovementKind.Return,
        MovementKind.Count, MovementKind.Count, MovementKind.Count, MovementKind.Damage,
    ];

    private readonly List<(StockKey Item, Move Move)> _said = [];
    private readonly List<(StockKey Item, Move Move)> _heldBack = [];
    private int _ids;

    /// <summary>How each source ranks; two of them alike.</summary>
    public static IReadOnlyList<(string Source, int Precedence)> Sources { get; } = [("erp", 20), ("rfid", 5), ("till", 10), ("wms", 20)];

    public static StockKey Item(int index) => new(string.Create(CultureInfo.InvariantCulture, $"fed-{index}"), LocationId);

    /// <summary>The next word to arrive: a new one, or one that was held back while others were said after it.</summary>
    public (StockKey Item, Move Move) Next(Client client)
    {
        var chance = client.Chance;
        var said = New(client);
        if (chance.Is(0.3) && _heldBack.Count < HeldBackMax)
        {
            _heldBack.Add(said);
            said = New(client);
        }
        else if (_heldBack.Count > 0 && chance.Is(0.35))
        {
            var late = chance.Below(_heldBack.Count);
            (said, _heldBack[late]) = (_heldBack[late], said);
        }

        _said.Add(said);
        return said;
    }

    /// <summary>Something that was said before; null: nothing was.</summary>
    public (StockKey Item, Move Move)? Again(Client client) => _said.Count > 0 ? client.Chance.Pick(_said) : null;

    /// <summary>What a source has, of most of the items.</summary>
    public IReadOnlyList<(StockKey Item, long OnHand, DateTimeOffset At, long Version)> Inventory(Client client) =>
    [
        .. Enumerable.Range(0, ItemsMax).Where(_ => client.Chance.Is(0.8)).Select(item =>
            (Item(item), client.Chance.Between(0, QuantityMax), Clock(client) - Age(client.Chance), (long)++_ids)),
    ];

    private (StockKey Item, Move Move) New(Client client)
    {
        var chance = client.Chance;
        var (kind, id) = (chance.Pick(Kinds), ++_ids);
        var quantity = kind switch
        {
            MovementKind.Count => chance.Between(0, QuantityMax),
            MovementKind.Adjustment when chance.Is(0.5) => -chance.Between(1, 5),
            _ => chance.Between(1, 9),
        };
        DateTimeOffset? at = chance.Is(0.05) ? null : chance.Is(0.03) ? Clock(client).AddSeconds(30) : Clock(client) - Age(chance);
        // Now and then somebody stands before the shelf, whom no source sends.
        var feed = chance.Is(0.08) ? null : new FeedMark(chance.Pick(Sources).Source, 0, chance.Is(0.3) ? 0 : id);
        return (Item(chance.Below(ItemsMax)), new Move($"fed-{id}", kind, quantity, OccurredAt: at, Feed: feed));
    }

    private static DateTimeOffset Clock(Client client) => World.Epoch.AddTicks(client.World.Now);

    private static TimeSpan Age(Chance chance) => TimeSpan.FromMilliseconds(chance.Below(10) switch
    {
        < 6 => chance.Between(0, 2_000),
        < 9 => chance.Between(0, 60_000),
        _ => chance.Between(0, 6 * 3_600_000L),
    });
}
