using System.Net.Http.Json;
using OrleansCommerce.JournalTests;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>The server is killed between changes and their delivery, and the receiver comes and goes.</summary>
public sealed class WebhookKillTests : IDisposable
{
    private const int Skus = 5;
    private const int Kills = 3;
    private const int ChangesPerKill = 60;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Kill_BetweenChangesAndTheirDelivery_EachChangeArrivesInOrder()
    {
        await using var receiver = await Receiver.Start();
        using var server = new ServerProcess(
            _folder.Path,
            [
                .. Soak.Arguments("sqlite", _folder.File("commerce.db")), "--Webhooks:AllowHttp=true", "--Webhooks:AllowPrivate=true",
                "--Webhooks:RetrySeconds=0.1,0.3",
            ]);
        await server.Start();
        var webhook = new { url = receiver.Hook, events = new[] { "stock.changed" } };
        (await server.Http.PostAsJsonAsync("/v1/webhooks", webhook)).EnsureSuccessStatusCode();
        for (var kill = 0; kill < Kills; kill++)
        {
            receiver.Status = kill % 2 == 0 ? 500 : 200;
            await Task.WhenAll(Enumerable.Range(0, Skus).Select(sku => Change(server, sku, kill)));
            server.Kill();
            receiver.Status = 200;
            await server.Start();
        }

        const int perSku = Kills * ChangesPerKill / Skus;
        await Waits.Until(() => Enumerable.Range(0, Skus).All(sku => Accepted(receiver, sku).Distinct().Count() == perSku));
        for (var sku = 0; sku < Skus; sku++)
        {
            // What was sent again was sent before: of each event the first time is in order.
            Assert.Equal(Enumerable.Range(1, perSku), Accepted(receiver, sku).Distinct());
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Change(ServerProcess server, int sku, int kill)
    {
        for (var n = 0; n < ChangesPerKill / Skus; n++)
        {
            var receipt = new { movementId = $"m-{kill}-{n}", kind = "receipt", quantity = 1 };
            (await server.Http.PostAsJsonAsync($"/v1/stock/sku-{sku}/store/movements", receipt)).EnsureSuccessStatusCode();
        }
    }

    private static List<int> Accepted(Receiver receiver, int sku) =>
        [.. receiver.Received.Where(request => request.Status == 200).Select(request => request.Json)
            .Where(json => (string)json["key"]! == $"sku-{sku}@store").Select(json => (int)json["sequence"]!)];
}
