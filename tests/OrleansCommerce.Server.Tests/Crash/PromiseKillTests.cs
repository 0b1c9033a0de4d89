using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server is killed between the steps of held promises: propose, hold, promise.</summary>
public sealed class PromiseKillTests : IDisposable
{
    private const int Clients = 12;
    private const int Kills = 4;
    private const string Body =
        """{"lines":[{"sku":"a","quantity":1},{"sku":"b","quantity":1}],"methods":["delivery"],"destination":{"latitude":33,"longitude":-97},"hold":true,"ttlSeconds":3600,"rejectedMax":2}""";

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Kill_BetweenTheStepsOfPromises_HoldsOncePerKeyAndAnswersTheSame()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("sqlite", _folder.File("commerce.db")));
        await server.Start();
        foreach (var sku in new[] { "a", "b" })
        {
            string[] services = ["shipFrom"];
            var location = new { name = "Store", kind = "store", latitude = 33.1, longitude = -97, services };
            (await server.Http.PutAsJsonAsync($"/v1/locations/{sku}-store", location)).EnsureSuccessStatusCode();
            var receipt = new { movementId = "opening", kind = "receipt", quantity = 1_000_000 };
            (await server.Http.PostAsJsonAsync($"/v1/stock/{sku}/{sku}-store/movements", receipt)).EnsureSuccessStatusCode();
        }

        await Waits.Until(async () => JsonNode.Parse(await Promise(server, $"probe-{Guid.NewGuid()}", () => { }, hold: false))!["options"]!.AsArray() is [{ } option, ..] && (string)option["tier"]! == "live");
        using var done = new CancellationTokenSource();
        var (made, unknown) = (0, 0);
        var load = Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var promises = new List<(string Key, string Text)>();
            for (var n = 0; !done.IsCancellationRequested; n++)
            {
                promises.Add(($"k{client}-{n}", await Promise(server, $"k{client}-{n}", () => Interlocked.Increment(ref unknown))));
                Interlocked.Increment(ref made);
            }

            return promises;
        })).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Volatile.Read(ref made);
            await Waits.Until(() => Volatile.Read(ref made) > before + 40 || load.Any(task => task.IsFaulted));
            server.Kill();
            await server.Start();
        }

        await done.CancelAsync();
        var all = (await Task.WhenAll(load)).SelectMany(promises => promises).ToList();
        Assert.True(unknown > 0, "No kill met a request on its way: this test showed nothing.");
        await Verify(server, all);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Verify(ServerProcess server, List<(string Key, string Text)> all)
    {
        foreach (var (key, text) in all)
        {
            Assert.NotNull(JsonNode.Parse(text)!["reservationId"]);
            Assert.Equal(text, await Promise(server, key, () => { }));
        }

        foreach (var sku in new[] { "a", "b" })
        {
            var item = (await server.Http.GetFromJsonAsync<JsonNode>($"/v1/stock/{sku}/{sku}-store"))!;
            Assert.Equal(all.Count, (int)item["reserved"]!);
        }

        var books = await server.Http.GetFromJsonAsync<JsonNode>("/v1/audit/balance");
        Assert.True((bool)books!["balanced"]!, books.ToJsonString());
    }

    /// <summary>Sends until it is known what became of it.</summary>
    private static async Task<string> Promise(ServerProcess server, string key, Action isUnknown, bool hold = true)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/promises") { Content = new StringContent(hold ? Body : Body.Replace("true", "false", StringComparison.Ordinal), null, "application/json") };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await server.Http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return text;
                }

                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, text);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                isUnknown();
                await server.Up.WaitAsync(TimeSpan.FromSeconds(90));
            }
        }
    }
}
