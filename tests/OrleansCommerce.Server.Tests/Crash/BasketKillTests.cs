using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server is killed between the steps of baskets: hold, record, prepare, decide, carry out.</summary>
public sealed class BasketKillTests : IDisposable
{
    private const int Skus = 6;
    private const int Lines = 3;
    private const int Opening = 1_000_000;
    private const int Kills = 4;

    private static readonly string[][] Stories = [["confirm"], ["confirm", "fulfil"], ["confirm", "release"], []];

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Kill_BetweenTheStepsOfBaskets_SettlesAllLinesOfEachAlike()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("sqlite", _folder.File("commerce.db")));
        await server.Start();
        foreach (var sku in Enumerable.Range(0, Skus))
        {
            var receipt = new { movementId = "opening", kind = "receipt", quantity = Opening };
            (await server.Http.PostAsJsonAsync($"/v1/stock/sku-{sku}/store/movements", receipt)).EnsureSuccessStatusCode();
        }

        using var done = new CancellationTokenSource();
        var baskets = Enumerable.Range(0, 12).Select(n => new Dictionary<int, string>()).ToList();
        var opened = 0;
        var load = baskets.Select((mine, client) => Task.Run(async () =>
        {
            var shopper = new Shopper(server, $"b{client}");
            for (var n = 0; !done.IsCancellationRequested; n++)
            {
                mine[n] = await Shop(shopper, client, n);
                Interlocked.Increment(ref opened);
            }

            return shopper.Unknown;
        })).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Volatile.Read(ref opened);
            await Waits.Until(() => Volatile.Read(ref opened) > before + 60 || load.Any(task => task.IsFaulted));
            server.Kill();
            await server.Start();
        }

        await done.CancelAsync();
        var unknown = await Task.WhenAll(load);
        Assert.True(unknown.Sum() > 0, "No kill met a request on its way: this test showed nothing.");
        await Verify(server, baskets);
    }

    public void Dispose() => _folder.Dispose();

    private static int Sku(int client, int n, int line) => (client + n + (line * 2) + (n % 2 == 0 ? 0 : line * 3)) % Skus;

    private static async Task<string> Shop(Shopper shopper, int client, int n)
    {
        var id = $"b{client}-{n}";
        var lines = Enumerable.Range(0, Lines).Select(line => $$"""{"sku":"sku-{{Sku(client, n, line)}}","locationId":"store","quantity":1}""");
        var body = $$"""{"reservationId":"{{id}}","ttlSeconds":3600,"lines":[{{string.Join(',', lines)}}]}""";
        Assert.NotEqual(HttpStatusCode.Conflict, await shopper.Send("/v1/reservations", body));
        foreach (var step in Stories[n % Stories.Length])
        {
            Assert.Equal(HttpStatusCode.OK, await shopper.Send($"/v1/reservations/{id}/{step}", null));
        }

        return Stories[n % Stories.Length] switch { [] => "held", ["confirm"] => "confirmed", [.., "fulfil"] => "fulfilled", _ => "released" };
    }

    /// <summary>Every basket is what was acknowledged last, and what its items hold and have given out is the sum of the baskets' lines.</summary>
    private static async Task Verify(ServerProcess server, List<Dictionary<int, string>> baskets)
    {
        var held = new long[Skus];
        var gone = new long[Skus];
        foreach (var (client, mine) in baskets.Index())
        {
            foreach (var (n, state) in mine)
            {
                var found = await server.Http.GetFromJsonAsync<JsonNode>($"/v1/reservations/b{client}-{n}");
                Assert.Equal(state, (string)found!["state"]!);
                foreach (var line in Enumerable.Range(0, Lines))
                {
                    held[Sku(client, n, line)] += state is "held" or "confirmed" ? 1 : 0;
                    gone[Sku(client, n, line)] += state is "fulfilled" ? 1 : 0;
                }
            }
        }

        foreach (var sku in Enumerable.Range(0, Skus))
        {
            var item = (await server.Http.GetFromJsonAsync<JsonNode>($"/v1/stock/sku-{sku}/store"))!;
            Assert.Equal((held[sku], Opening - gone[sku]), ((long)item["reserved"]!, (long)item["onHand"]!));
        }

        var books = await server.Http.GetFromJsonAsync<JsonNode>("/v1/audit/balance");
        Assert.True((bool)books!["balanced"]!, books.ToJsonString());
    }
}
