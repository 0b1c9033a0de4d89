using System.Globalization;

namespace OrleansCommerce.LoadTest.Feed;

/// <summary>
/// What a till or a warehouse tells in an hour, drawn from a fixed seed: movements, and now and then a count that finds some units more or
/// fewer; and the order in which it arrives, with some of it late and some of it twice.
/// </summary>
internal sealed class FeedPlan
{
    private const double CountShare = 0.02;
    private const int MissedMax = 3;
    private const int QuantityMax = 5;
    private const int Seed = 20_261_122;

    private static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <summary>Of each run anew: it finds its own items untouched.</summary>
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly int _locations;
    private readonly DateTimeOffset _begun;
    private readonly TimeSpan _step;
    private readonly (int Item, string Kind, long Quantity)[] _said;
    private readonly long?[] _onHand;

    /// <param name="late">So many lines may come before one that was said before them.</param>
    /// <param name="twice">The share of the lines that are sent again.</param>
    /// <param name="end">When the last of it was said; not to come.</param>
    public FeedPlan(int movements, int items, int locations, int late, double twice, DateTimeOffset end)
    {
        _locations = locations;
        (_begun, _step) = (end - Span, TimeSpan.FromTicks(Span.Ticks / (movements + 1)));
        (End, _said, _onHand) = (end, new (int, string, long)[movements], new long?[items]);
        var chance = new Random(Seed);
        var arrivals = new List<(int At, int Number)>();
        for (var number = 0; number < movements; number++)
        {
            _said[number] = Say(chance);
            arrivals.Add((number + chance.Next(late + 1), number));
            if (chance.NextDouble() < twice)
                arrivals.Add((number + chance.Next(2 * late + 1), number));
        }
        Arrivals = [.. arrivals.OrderBy(arrival => arrival.At).Select(arrival => arrival.Number)];
    }

    public DateTimeOffset End { get; }

    /// <summary>The numbers of the lines in the order in which they are sent.</summary>
    public IReadOnlyList<int> Arrivals { get; }

    public IReadOnlyList<string> Locations => [.. Enumerable.Range(0, _locations).Select(Location)];

    public string ReconciliationId(int number) => string.Create(CultureInfo.InvariantCulture, $"feed-{_run}-{number}");

    public string Line(int number)
    {
        var (item, kind, quantity) = _said[number];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"movementId":"{{_run}}-{{number}}","sku":"{{Sku(item)}}","locationId":"{{Location(item % _locations)}}","kind":"{{kind}}","quantity":{{quantity}},"occurredAt":"{{Time(_begun + (_step * number))}}","sourceVersion":{{number + 1}}}""");
    }

    /// <summary>What each item of a location that was told of must have in the end.</summary>
    public IReadOnlyDictionary<string, long> Stock(string location) => Enumerable.Range(0, _onHand.Length)
        .Where(item => _onHand[item] is not null && Location(item % _locations) == location)
        .ToDictionary(item => $"{Sku(item)}@{location}", item => _onHand[item]!.Value, StringComparer.Ordinal);

    /// <summary>The line of an item in the file that is compared in the end.</summary>
    public string Statement(string item, long onHand)
    {
        var at = item.IndexOf('@', StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sku":"{{item[..at]}}","locationId":"{{item[(at + 1)..]}}","onHand":{{onHand}},"at":"{{Time(End)}}","version":{{_said.Length + 1}}}""");
    }

    private (int Item, string Kind, long Quantity) Say(Random chance)
    {
        var item = chance.Next(_onHand.Length);
        var there = _onHand[item] ?? 0;
        var (kind, quantity) = chance.NextDouble() < CountShare
            ? ("count", Math.Max(0, there + chance.Next(-MissedMax, MissedMax + 1)))
            : (chance.Next(2) == 0 ? "sale" : "receipt", (long)chance.Next(1, QuantityMax + 1));
        kind = kind == "sale" && quantity > there ? "receipt" : kind;
        _onHand[item] = kind switch { "count" => quantity, "sale" => there - quantity, _ => there + quantity };
        return (item, kind, quantity);
    }

    private string Location(int number) => string.Create(CultureInfo.InvariantCulture, $"feed-{_run}-{number}");

    private static string Sku(int item) => string.Create(CultureInfo.InvariantCulture, $"f{item}");

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
