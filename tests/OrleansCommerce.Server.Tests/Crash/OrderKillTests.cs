using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server is killed at any point of orders' lives: placing, routing, picking, handing over, cancelling, taking back.</summary>
public sealed class OrderKillTests : IDisposable
{
    private const int Clients = 8;
    private const int Opening = 100_000;
    private const int Kills = 4;

    private static readonly string[] Stores = ["north", "south"];
    private static readonly string[] Served = ["accept", "pick", "pack", "ready", "collect"];
    private static readonly string[] Sent = ["accept", "pick", "pack", "ship", "deliver"];

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Kill_AtAnyPointOfOrders_LosesNoneAndLeavesNothingHeld()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("sqlite", _folder.File("commerce.db")));
        await server.Start();
        await Stock(server);
        using var done = new CancellationTokenSource();
        var orders = Enumerable.Range(0, Clients).Select(_ => new Dictionary<string, string>()).ToList();
        var ended = 0;
        var load = orders.Select((mine, client) => Task.Run(async () =>
        {
            var shopper = new Shopper(server, $"o{client}");
            for (var n = 0; !done.IsCancellationRequested; n++)
            {
                mine[$"o{client}-{n}"] = await Live(shopper, $"o{client}-{n}", n);
                Interlocked.Increment(ref ended);
            }

            return shopper.Unknown;
        })).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Volatile.Read(ref ended);
            await Waits.Until(() => Volatile.Read(ref ended) > before + 25 || load.Any(task => task.IsFaulted));
            server.Kill();
            await server.Start();
        }

        await done.CancelAsync();
        Assert.True((await Task.WhenAll(load)).Sum() > 0, "No kill met a request on its way: this test showed nothing.");
        await Verify(server, orders.SelectMany(mine => mine));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Stock(ServerProcess server)
    {
        foreach (var (i, store) in Stores.Index())
        {
            var location = new
            {
                name = store,
                kind = "store",
                latitude = 33 + (i * 0.1),
                longitude = -97,
                timeZone = "UTC",
                services = new[] { "pickup", "shipFrom" },
                slotMinutes = 60,
                carriers = new[] { "ground" },
            };
            (await server.Http.PutAsJsonAsync($"/v1/locations/{store}", location)).EnsureSuccessStatusCode();
            var receipt = new { movementId = "opening", kind = "receipt", quantity = Opening };
            (await server.Http.PostAsJsonAsync($"/v1/stock/mug/{store}/movements", receipt)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>How it ends as far as its customer was told.</summary>
    private static async Task<string> Live(Shopper shopper, string id, int n)
    {
        var method = n % 7 == 4 ? "delivery" : "pickup";
        var body = $$"""{"orderId":"{{id}}","lines":[{"sku":"mug","quantity":1}],"methods":["{{method}}"],"destination":{"latitude":33,"longitude":-97} }""";
        var placed = await shopper.Send("/v1/orders", body);
        Assert.True(placed is HttpStatusCode.Created or HttpStatusCode.OK, $"{id}: {placed}");
        string[] Steps(string[] steps) => [.. steps.Select(step => $"/v1/fulfilments/{id}.1/{step}")];
        var cancel = $"/v1/orders/{id}/cancel";
        var (steps, end) = (n % 7) switch
        {
            0 => (Steps(Served), "completed"),
            1 => ([cancel], "cancelled"),
            2 => ([.. Steps(["reject"]), cancel], "cancelled"),
            // Called off at any stage of its way.
            3 => ([.. Steps([.. Served.Take(1 + (n / 7 % 4))]), cancel], "cancelled"),
            4 => (Steps(Sent), "completed"),
            5 => ([.. Steps(Served), $"/v1/orders/{id}/returns"], "returned"),
            _ => (Array.Empty<string>(), "open"),
        };
        foreach (var step in steps)
        {
            var returned = $$"""{"returnId":"{{id}}-back","locationId":"north","lines":[{"sku":"mug","quantity":1,"condition":"resaleable"}]}""";
            Assert.Equal((step, HttpStatusCode.OK), (step, await shopper.Send(step, step.EndsWith("/returns", StringComparison.Ordinal) ? returned : null)));
        }

        return end;
    }

    private static async Task Verify(ServerProcess server, IEnumerable<KeyValuePair<string, string>> orders)
    {
        var (open, gone) = (0L, 0L);
        foreach (var (id, end) in orders)
        {
            var found = await server.Http.GetFromJsonAsync<JsonNode>($"/v1/orders/{id}");
            Assert.Equal((id, end == "returned" ? "completed" : end), (id, (string)found!["state"]!));
            (open, gone) = (open + (end == "open" ? 1 : 0), gone + (end == "completed" ? 1 : 0));
        }

        // What a kill cut short is carried out by the sweep, and what it left held for nobody ends by its time, which is two minutes; most is quicker.
        await Waits.Until(async () => await Sum(server, "onHand") == (2 * Opening) - gone && await Sum(server, "reserved") - open is >= 0 and <= Clients);
        var books = await server.Http.GetFromJsonAsync<JsonNode>("/v1/audit/balance");
        Assert.True((bool)books!["balanced"]!, books.ToJsonString());
    }

    private static async Task<long> Sum(ServerProcess server, string figure)
    {
        var items = await Task.WhenAll(Stores.Select(store => server.Http.GetFromJsonAsync<JsonNode>($"/v1/stock/mug/{store}")));
        return items.Sum(item => (long)item![figure]!);
    }
}
