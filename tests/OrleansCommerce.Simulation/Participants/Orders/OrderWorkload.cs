using System.Globalization;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Baskets;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>What customers and stores do with orders, and what they may be told.</summary>
internal sealed class OrderWorkload
{
    private const string ShopPrefix = "shop-";
    private const string OrderPrefix = "order-";

    private static readonly Coordinates Home = new(33, -97);

    private static readonly FulfilmentMethods[] Methods =
    [
        FulfilmentMethods.Pickup, FulfilmentMethods.Pickup, FulfilmentMethods.Pickup | FulfilmentMethods.Backorder, FulfilmentMethods.Delivery,
        FulfilmentMethods.Delivery | FulfilmentMethods.Backorder, FulfilmentMethods.Pickup | FulfilmentMethods.Delivery, FulfilmentMethods.All,
    ];

    private readonly SeedRun _run;
    private readonly OrderParticipant _orders;
    private readonly OrderSteps _steps;
    private readonly SameAnswers _same;
    private readonly List<OrderRequest> _requests = [];
    private readonly Dictionary<string, (string Content, long At)> _accepted = new(StringComparer.Ordinal);
    private int _ids;

    public OrderWorkload(SeedRun run, OrderParticipant orders) => (_run, _orders, _steps, _same) = (run, orders, new OrderSteps(run, orders), new SameAnswers(run));

    public static bool IsGoods(string item) => item.Contains($"@{ShopPrefix}", StringComparison.Ordinal);

    public static bool IsOfOrder(string id) => id.StartsWith(OrderPrefix, StringComparison.Ordinal);

    public async Task Prepare(Client client)
    {
        for (var i = 0; i < _run.Scenario.Shops; i++)
        {
            var (shop, described) = (Shop(i), Describe(i));
            await client.Insist($"describe {shop}", silo => silo.Grains.GetGrain<ILocationGrain>(shop).Describe(described, Door.Origin));
            for (var k = 0; k < _run.Scenario.Goods; k++)
                await Move(client, new StockKey(Goods(k), shop), MovementKind.Receipt, client.Chance.Between(0, 6));
        }
    }

    public Task Work(Client client) => client.Chance.Below(100) switch
    {
        < 22 => Place(client, NewRequest(client)),
        < 28 => Promised(client),
        < 74 => WithRecent(client, _steps.Drive),
        < 78 => WithRecent(client, _steps.Cancel),
        < 83 => WithRecent(client, _steps.Return),
        < 87 => Move(client, AnyItem(client), MovementKind.Receipt, client.Chance.Between(1, 4)),
        // A till asks nobody, nor does who counts: they may leave less than is held.
        < 89 => Move(client, AnyItem(client), MovementKind.Sale, client.Chance.Between(1, 3)),
        < 90 => Move(client, AnyItem(client), MovementKind.Count, client.Chance.Between(1, 4)),
        < 92 => _steps.Again(client),
        < 97 => WithRecentRequest(client, request => Place(client, request)),
        _ => WithRecentRequest(client, request => Place(client, request with { CustomerId = "somebody-else" })),
    };

    public static string Shop(int index) => string.Create(CultureInfo.InvariantCulture, $"{ShopPrefix}{index + 1}");

    public static string Goods(int index) => string.Create(CultureInfo.InvariantCulture, $"goods-{index + 1}");

    private string AnyShop(Client client) => Shop(client.Chance.Below(_run.Scenario.Shops));

    private Location Describe(int index) => new(
        Shop(index), LocationKind.Store, Home.Latitude + (0.1 * index), Home.Longitude, "UTC", ["pickup", "shipFrom"], [], [], null,
        LocationLimits.SlotMinutesMin, _run.Scenario.SlotCapacity, 0, ["ground"], null);

    private OrderRequest NewRequest(Client client)
    {
        var lines = new List<OrderLine>();
        for (var i = client.Chance.Between(1, 2); i > 0; i--)
            lines.Add(new OrderLine(Goods(client.Chance.Below(_run.Scenario.Goods)), client.Chance.Between(1, 3)));
        var wish = new OrderWish(client.Chance.Pick(Methods), Home, LocationId: client.Chance.Is(0.3) ? AnyShop(client) : null);
        var request = new OrderRequest($"{OrderPrefix}{++_ids}", $"customer-{client.Chance.Below(9)}", "web", OrderLines.Sum(lines), wish);
        _requests.Add(request);
        return request;
    }

    private async Task Place(Client client, OrderRequest request)
    {
        var id = request.OrderId;
        var (sentAt, content) = (client.World.Now, $"{request.CustomerId} {string.Join('+', request.Lines)}");
        var reply = await client.Insist($"place {id}", silo => client.Door.Place(silo, request));
        if (reply is not { IsKnown: true, Value: { } answer })
            return;
        if (answer.Problem is not OrderProblem.None)
        {
            var wasAccepted = _accepted.TryGetValue(id, out var before) && before.At <= sentAt && before.Content == content;
            Require(!wasAccepted, "same id, same answer", $"{id} was accepted, is sent again and told {answer.Problem}");
            return;
        }

        Require(_orders.Find(id) is { Exists: true }, "what is answered is durable", $"{id} is answered as placed, and nobody recorded it");
        Require(
            (request.Lines.IsEmpty || answer.Order!.Lines.SequenceEqual(request.Lines)) && answer.Order!.CustomerId == request.CustomerId, "same id, same answer",
            $"{id} asked for {content} and is told of {answer.Order.CustomerId} {string.Join('+', answer.Order.Lines)}");
        Require(!_accepted.TryGetValue(id, out var other) || other.Content == content, "same id, same answer", $"{id} is accepted with two contents");
        _accepted.TryAdd(id, (content, client.World.Now));
    }

    /// <summary>A promise, held or not, and an order made of it by those who come back.</summary>
    private async Task Promised(Client client)
    {
        var order = NewRequest(client);
        var wish = order.Wish;
        var id = $"promise-{++_ids}";
        var asked = new PromiseRequest(
            [.. order.Lines.Select(line => new RequestLine(line.Sku, line.Quantity))], wish.Methods, wish.Destination, null, order.Channel, wish.LocationId,
            null, [], OptionsMax: 3, RejectedMax: 0, Hold: client.Chance.Is(0.7), TtlSeconds: (int)client.Chance.Between(1, _run.Scenario.TtlSecondsMax),
            order.CustomerId);
        var sentAt = client.World.Now;
        var reply = await client.Insist($"promise {id}", silo => client.Door.Promise(silo, id, asked));
        if (reply is not { IsKnown: true, Value.Promise: { } promise })
            return;
        _same.Told($"promise {id}", $"{asked.Hold}", $"{promise.MadeAt:O} {promise.ReservationId} {promise.Options.Length}", true, sentAt);
        Require(
            promise.ReservationId is null || _run.Get<BasketParticipant>().Find(promise.ReservationId) is not null, "a promise holds what it says",
            $"{id} is held by {promise.ReservationId}, which nobody has opened");
        if (promise.Options.IsEmpty || client.Chance.Is(0.2))
            return;
        var option = promise.OptionId(client.Chance.Is(0.8) ? 0 : client.Chance.Below(promise.Options.Length));
        var request = order with { Lines = [], Wish = new OrderWish(FulfilmentMethods.None, null, PromiseId: id, OptionId: option) };
        _requests[_requests.IndexOf(order)] = request;
        await Place(client, request);
    }

    private StockKey AnyItem(Client client) => new(Goods(client.Chance.Below(_run.Scenario.Goods)), AnyShop(client));

    private async Task Move(Client client, StockKey item, MovementKind kind, long quantity)
    {
        if (quantity == 0)
            return;
        var move = new Move($"delivery-{++_ids}", kind, quantity);
        await client.Insist($"{item} {move.MovementId}", silo => client.Door.Execute(silo, item, move));
    }

    private Task WithRecentRequest(Client client, Func<OrderRequest, Task> act) => _requests.Count == 0
        ? Task.CompletedTask
        : act(_requests[^(1 + client.Chance.Below(Math.Min(20, _requests.Count)))]);

    private Task WithRecent(Client client, Func<Client, string, Task> act) => WithRecentRequest(client, request => act(client, request.OrderId));

    private void Require(bool holds, string rule, string detail)
    {
        if (!holds)
            _run.World.Violate(rule, detail);
    }
}
