using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Crash;

public sealed class KillTests : IDisposable
{
    private const int Items = 12;
    private const int StockPerItem = 400;
    private const int Shoppers = 24;
    private const int Kills = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("commerce-kill-").FullName;

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingAcknowledgedAndSellsNothingTwice()
    {
        using var server = new ServerProcess(_folder, "--Demo=false");
        await server.Start();
        foreach (var item in Enumerable.Range(0, Items))
        {
            await Receive(server, Sku(item), StockPerItem);
        }

        var shoppers = Enumerable.Range(0, Shoppers).Select(i => new Shopper(server.Http, $"s{i}")).ToList();
        using var done = new CancellationTokenSource();
        var load = shoppers.Select((shopper, i) => Task.Run(async () =>
        {
            for (var n = i; !done.IsCancellationRequested; n++)
            {
                await shopper.Order(Sku(n % Items), "store");
            }
        })).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = shoppers.Sum(s => s.Acknowledged.Count);
            await Until(() => shoppers.Sum(s => s.Acknowledged.Count) > before + 100 || shoppers.Sum(s => s.Refused) > 100 * (kill + 1));
            server.Kill();
            await server.Start();
        }

        await done.CancelAsync();
        await Task.WhenAll(load);
        await Verify(server, shoppers);
        Assert.True(shoppers.Sum(s => s.Retried) > 0, "No kill met a request on its way: this test showed nothing.");
    }

    [Fact]
    public async Task Kill_WhileAHoldIsDue_ItIsGoneWithinASecondOfTheRestart()
    {
        using var server = new ServerProcess(_folder, "--Demo=false");
        await server.Start();
        await Receive(server, "sku", 1);
        var held = await server.Http.PostAsJsonAsync(
            "/v1/reservations", new { reservationId = "r-1", ttlSeconds = 1, lines = new[] { new { sku = "sku", locationId = "store", quantity = 1 } } });
        held.EnsureSuccessStatusCode();
        server.Kill();
        await server.Start();
        var watch = Stopwatch.StartNew();
        var expiresAt = (DateTimeOffset)(await held.Content.ReadFromJsonAsync<JsonNode>())!["expiresAt"]!;
        await Until(async () => (int)(await server.Http.GetFromJsonAsync<JsonNode>("/v1/stock/sku/store"))!["available"]! == 1);
        var due = DateTimeOffset.UtcNow - expiresAt;
        Assert.True(Math.Min(watch.ElapsedMilliseconds, due.TotalMilliseconds) <= 1_000, $"{watch.Elapsed} after the restart, {due} after its time");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task Verify(ServerProcess server, List<Shopper> shoppers)
    {
        string[] order = ["held", "confirmed", "fulfilled"];
        foreach (var (id, state) in shoppers.SelectMany(s => s.Acknowledged))
        {
            var found = await server.Http.GetFromJsonAsync<JsonNode>($"/v1/reservations/{id}");
            Assert.True(Array.IndexOf(order, (string)found!["state"]!) >= Array.IndexOf(order, state), $"{id}: {state} became {found["state"]}");
        }

        var acknowledged = shoppers.SelectMany(s => s.Acknowledged.Values).ToList();
        var (onHand, reserved) = (0L, 0L);
        foreach (var item in Enumerable.Range(0, Items))
        {
            var stock = await server.Http.GetFromJsonAsync<JsonNode>($"/v1/stock/{Sku(item)}/store");
            Assert.True((long)stock!["available"]! >= 0, $"oversold: {stock}");
            onHand += (long)stock["onHand"]!;
            reserved += (long)stock["reserved"]!;
        }

        Assert.Equal(acknowledged.Count(s => s != "fulfilled"), reserved);
        Assert.Equal((Items * StockPerItem) - acknowledged.Count(s => s == "fulfilled"), onHand);
        var books = await server.Http.GetFromJsonAsync<JsonNode>("/v1/audit/balance");
        Assert.True((bool)books!["balanced"]!, books.ToJsonString());
    }

    private static async Task Receive(ServerProcess server, string sku, int quantity)
    {
        var answer = await server.Http.PostAsJsonAsync($"/v1/stock/{sku}/store/movements", new { movementId = "opening", kind = "receipt", quantity });
        answer.EnsureSuccessStatusCode();
    }

    private static string Sku(int item) => $"sku-{item}";

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Yield())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "It did not come about within a minute.");
        }
    }
}
