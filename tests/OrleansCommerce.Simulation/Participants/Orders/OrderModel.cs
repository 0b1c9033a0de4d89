using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>
/// One order in the plainest way: each unit is somewhere, and in one place. What an event asks of stock is written into a book that the
/// stock's own records are held against.
/// </summary>
internal sealed partial class OrderModel(string id, EffectBook effects, Action<string, string> violate)
{
    private const string InOnePlace = "a unit of an order is in one place";

    private readonly List<(string Says, long Ticks)> _moments = [("", 0)];
    private readonly SortedDictionary<string, long> _waiting = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _backordered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _off = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _returned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returns = new(StringComparer.Ordinal);
    private long _lastEffect;
    private long _settledThrough;

    public string Id => id;

    public long Version => _moments.Count - 1;

    public DateTimeOffset Time { get; private set; }

    public bool Exists => Lines.Count > 0;

    public List<UnitsBody> Lines { get; private set; } = [];

    public List<FulfilmentLife> Fulfilments { get; } = [];

    /// <summary>The reservation that is about to become fulfilments.</summary>
    public string? Taking { get; private set; }

    public bool HasPendingEffects => _lastEffect > _settledThrough;

    public bool HasWaiting => _waiting.Values.Any(units => units > 0);

    /// <summary>Whatever it asks of others is done, and nothing of it waits for anybody but people and goods.</summary>
    public string? GivingBack { get; private set; }

    public bool IsAtRest => Taking is null && GivingBack is null && !HasPendingEffects && !HasWaiting;

    public string At(long version) => _moments[(int)version].Says;

    public long VersionAt(long ticks) => _moments.FindLastIndex(moment => moment.Ticks <= ticks);

    public void Commit(StoredRecord record, long ticks)
    {
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, OrderBodyJson.Default.OrderBody)!;
        Require(record.Version == Version + 1, "versions follow each other", $"version {record.Version} follows {Version}");
        Require(body.At >= Time, "time never goes back", $"{record.Record.Kind} at {body.At:HH:mm:ss.fff} follows {Time:HH:mm:ss.fff}");
        Time = body.At;
        var asked = effects.Count;
        Apply(record.Record.Kind, body);
        _moments.Add((Says(_waiting, _backordered, Fulfilments.Select(f => f.ToString())), ticks));
        _lastEffect = effects.Count > asked ? Version : _lastEffect;
        CheckUnits(record.Record.Kind);
    }

    /// <summary>An order in words, to hold what somebody is told against what is.</summary>
    public static string Says(
        IEnumerable<KeyValuePair<string, long>> waiting, IEnumerable<KeyValuePair<string, long>> backordered, IEnumerable<string> fulfilments) =>
        $"waiting {Words(waiting)}; backordered {Words(backordered)}; {string.Join(", ", fulfilments)}";

    private static string Words(IEnumerable<KeyValuePair<string, long>> units) =>
        string.Join('+', units.Where(entry => entry.Value > 0).Select(entry => $"{entry.Value} {entry.Key}"));

    /// <summary>Waiting, backordered, off, or a location's, which has it still or has handed it over: as many as were ordered.</summary>
    private void CheckUnits(string kind)
    {
        foreach (var line in Lines)
        {
            var serving = Fulfilments.Where(f => f.IsServing).Sum(f => Of(f.Lines, line.Sku));
            var (waiting, backordered, off) = (_waiting.GetValueOrDefault(line.Sku), _backordered.GetValueOrDefault(line.Sku), _off.GetValueOrDefault(line.Sku));
            Require(
                waiting >= 0 && backordered >= 0 && waiting + backordered + off + serving == line.Quantity, InOnePlace,
                $"of {line} {waiting} wait, {backordered} are backordered, {off} are off and {serving} served after {kind}");
        }
    }

    private static long Of(IEnumerable<UnitsBody> lines, string sku) => lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);

    private static void Add(SortedDictionary<string, long> units, IEnumerable<UnitsBody> lines, int sign = 1)
    {
        foreach (var line in lines)
            units[line.Sku] = units.GetValueOrDefault(line.Sku) + (sign * line.Quantity);
    }

    private void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
            violate(rule, $"{id}@{Version + 1}: {detail.Text()}");
    }
}
