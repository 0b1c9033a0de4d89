using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansCommerce.Domain.Tests.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;

namespace OrleansCommerce.Simulation.Participants.Stock;

/// <summary>
/// One stock item in the plainest way: every durable event is checked against what was before it and then believed. The versions of the
/// stream are the order; each one's figures are kept, so that answers can be held against the version that they speak of.
/// </summary>
internal sealed partial class StockModel(string item, Action<string, string> violate)
{
    private readonly List<Moment> _moments = [new Moment(default, default, 0)];
    private readonly Dictionary<string, List<HoldLife>> _holds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _movements = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly List<HoldLife> _live = [];
    private readonly NaiveFeeds _feeds = new();
    private long _earmarked;

    public string Item => item;

    /// <summary>What of the available units is the queue's.</summary>
    public long Earmarks => _earmarked;

    /// <summary>By how much more was held than there was, at the most.</summary>
    public long DeficitMax { get; private set; }

    public long Version => _moments.Count - 1;

    public Figures Now => _moments[^1].Figures;

    public DateTimeOffset Time { get; private set; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<HoldLife> Live => _live;

    /// <summary>What others than the queue could have had at that version.</summary>
    public long AvailableAt(long version, bool fromQueue) =>
        At(version).Available - (fromQueue ? 0 : Math.Min(Math.Max(0, At(version).Available), _moments[(int)version].Earmarked));

    public Figures At(long version) => _moments[(int)version].Figures;

    /// <summary>The version that was durable at a moment of virtual time.</summary>
    public long VersionAt(long ticks)
    {
        var (low, high) = (0, _moments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _moments[middle].Ticks <= ticks ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    public HoldLife? Newest(string reservationId) => _holds.GetValueOrDefault(reservationId)?[^1];

    public IReadOnlyList<HoldLife> Lives(string reservationId) => _holds.GetValueOrDefault(reservationId) ?? [];

    /// <summary>The version that recorded a movement; 0 when none has.</summary>
    public long MovedAt(string movementId) => _movements.GetValueOrDefault(movementId);

    public void Commit(StoredRecord record, long ticks)
    {
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, StockBodyJson.Default.StockBody)!;
        Require(record.Version == Version + 1, "versions follow each other", $"version {record.Version} follows {Version}");
        Require(body.At >= Time, "time never goes back", $"{record.Record.Kind} at {body.At:HH:mm:ss.fff} follows {Time:HH:mm:ss.fff}");
        var next = record.Record.Kind switch
        {
            "stock.moved" => Moved(body),
            "stock.safetyStockSet" => Now with { SafetyStock = body.Quantity },
            "stock.earmarkSet" => Earmarked(body),
            "stock.held" => Held(body, record.Version),
            "stock.prepared" => Prepared(body),
            "stock.prepareAborted" => PrepareAborted(body),
            "stock.confirmed" => Confirmed(body, record.Version),
            "stock.extended" => Extended(body),
            "stock.fulfilled" => Fulfilled(body, record.Version),
            "stock.holdEnded" => HoldEnded(body, record.Version),
            var other => throw new InvalidOperationException($"The model does not know {other}."),
        };
        if (record.Record.Kind != "stock.moved")
            _feeds.Note(body.At, next.GoneOut - Now.GoneOut);
        Time = body.At;
        DeficitMax = Math.Max(DeficitMax, next.Deficit);
        _moments.Add(new Moment(next, ticks, _earmarked));
        Require(next.Received == next.OnHand + next.GoneOut, "the books balance", $"received {next.Received}, on hand {next.OnHand}, gone out {next.GoneOut}");
        Require(next.Reserved == _live.Sum(hold => hold.Remaining) && next.Holds == _live.Count, "the books balance", $"reserved {next.Reserved}");
        if (body.After is { } after)
        {
            var says = new Figures(after.OnHand, after.Reserved, after.SafetyStock, after.Damaged, after.Received, after.GoneOut, after.Holds);
            Require(says == next && after.Version == Version, "decided on what is", $"movement {body.MovementId} says {after}, the history {next} at {Version}");
        }
    }

    private void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
            violate(rule, $"{item}@{Version + 1}: {detail.Text()}");
    }

    private HoldLife? LiveHold(string? reservationId, string what)
    {
        var hold = Newest(reservationId ?? "");
        Require(hold is { IsLive: true }, "decided on what is", $"{what} of {reservationId}, which holds nothing");
        return hold is { IsLive: true } ? hold : null;
    }

    private readonly record struct Moment(Figures Figures, long Ticks, long Earmarked);
}

/// <summary>The quantities of one item at one version.</summary>
internal readonly record struct Figures(long OnHand, long Reserved, long SafetyStock, long Damaged, long Received, long GoneOut, int Holds)
{
    public long Available => OnHand - Reserved - SafetyStock;

    public long Deficit => Math.Max(0, Reserved - OnHand);
}
