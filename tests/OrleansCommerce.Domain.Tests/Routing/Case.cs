using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>A request with all that is known when it is decided, and places, stock and facts that are quick to write down.</summary>
internal sealed record Case(RoutingRequest Request, RoutingPolicy Policy, IReadOnlyList<LocationFacts> Facts, IReadOnlyList<NaiveStock> Stock)
{
    public static DateTimeOffset Now { get; } = new(2026, 4, 1, 15, 0, 0, TimeSpan.Zero);

    /// <summary>Where the customer is.</summary>
    public static Coordinates Home { get; } = new(33.0, -96.0);

    public RoutingSnapshot Snapshot()
    {
        var board = LocationBoard.Of(Facts);
        return new(board, [.. Stock.Select(stock => stock.Pack(board.Index, Now))]);
    }

    public RoutingAnswer Route() => new Router().Route(Request, Policy, Snapshot());

    /// <summary>One line each of the SKUs a, b, c …</summary>
    public static Case Of(FulfilmentMethods methods, params long[] quantities) => new(
        new([.. quantities.Select((quantity, i) => new RequestLine(SkuOf(i), quantity))], methods, Now) { Destination = Home }, RoutingPolicy.Default, [],
        [.. quantities.Select((_, i) => new NaiveStock(SkuOf(i), new Dictionary<string, (long, int)>()))]);

    /// <summary>One more location, so many kilometres north of the customer, with so much of each line.</summary>
    public Case With(string id, double km, params long[] available) => With(id, km, facts => facts, available);

    public Case With(string id, double km, Func<LocationFacts, LocationFacts> change, params long[] available) => this with
    {
        Facts = [.. Facts, change(Store(id, new(Home.Latitude + (km / 111.195), Home.Longitude)))],
        Stock = [.. Stock.Select((stock, line) => line < available.Length && available[line] > 0
            ? stock with { Figures = new Dictionary<string, (long, int)>(stock.Figures) { [id] = (available[line], 100) } }
            : stock)],
    };

    public Case Asking(Func<RoutingRequest, RoutingRequest> change) => this with { Request = change(Request) };

    public Case Following(Func<RoutingPolicy, RoutingPolicy> change) => this with { Policy = change(Policy) };

    public static LocationFacts Store(string id, Coordinates place)
    {
        var slot = new PickSlot(Now.AddHours(1), Now.AddHours(2));
        return new(
            id, LocationKind.Store, place, LocationServices.Pickup | LocationServices.ShipFrom, ["ground"], "TX", 0,
            [new(slot, Now.AddMinutes(30), 5), new(new(slot.End, slot.End.AddHours(1)), Now.AddMinutes(90), 5)],
            [new(Now.AddHours(2), Now.AddHours(2), slot, 5)], Now);
    }

    private static string SkuOf(int line) => line < 26 ? ((char)('a' + line)).ToString() : $"sku-{line}";
}
