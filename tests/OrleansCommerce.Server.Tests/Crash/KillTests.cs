using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>The server is killed, again and again, and goes on from its journal.</summary>
public sealed class KillTests(PostgresServer postgres) : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Kill_UnderLoad_LosesNothingAcknowledgedAndSellsNothingTwice(string provider)
    {
        using var server = new ServerProcess(_folder.Path, await Journal(provider));
        await server.Start();
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        var (restarts, paces) = (new List<TimeSpan>(), new List<double>());
        for (var kill = 0; kill < Soak.ServerKills; kill++)
        {
            await crowd.HoldMore(Soak.HoldsBetween);
            paces.Add(await crowd.ComeToPace(Soak.Pace));
            if (kill % 2 == 1)
            {
                // In the very moment between somebody's question and the answer to it.
                await crowd.NextSent();
            }

            server.Kill();
            restarts.Add(await server.Start());
        }

        await crowd.Stop();
        Soak.Report($"{provider}, {restarts.Count} kills of the server, {Soak.Paces(paces)}, up again after at most {restarts.Max().TotalSeconds:F1} s: {crowd}");
        await crowd.Verify();
        Assert.True(crowd.Unknown > 0, "No kill met a request on its way: this test showed nothing.");
    }

    [Fact]
    public async Task Verification_OfAJournalThatLostItsLastBatch_Fails()
    {
        using var server = new ServerProcess(_folder.Path, await Journal("sqlite"));
        await server.Start();
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        await crowd.HoldMore(100);
        await crowd.Stop();
        await crowd.Verify();
        server.Kill();
        // What a server would leave that answers before the disk has it: the last batch was acknowledged and is not there.
        foreach (var derived in Directory.GetFiles(_folder.Path).Where(file => Path.GetFileName(file).StartsWith("commerce.db.", StringComparison.Ordinal)))
        {
            File.Delete(derived);
        }

        using (var database = new SqliteConnection($"Data Source={_folder.File("commerce.db")};Pooling=False"))
        {
            database.Open();
            using var lose = new SqliteCommand("DELETE FROM block WHERE position = (SELECT max(position) FROM block)", database);
            Assert.Equal(1, lose.ExecuteNonQuery());
        }

        await server.Start();
        var found = await Assert.ThrowsAnyAsync<Exception>(crowd.Verify);
        Assert.Contains("acknowledged", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Kill_WhileAHoldIsDue_ItIsGoneWithinASecondOfTheRestart(string provider)
    {
        using var server = new ServerProcess(_folder.Path, await Journal(provider));
        await server.Start();
        var receipt = await server.Http.PostAsJsonAsync(
            "/v1/stock/sku/store/movements", new { movementId = "opening", kind = "receipt", quantity = 1 });
        receipt.EnsureSuccessStatusCode();
        var held = await server.Http.PostAsJsonAsync(
            "/v1/reservations", new { reservationId = "r-1", ttlSeconds = 1, lines = new[] { new { sku = "sku", locationId = "store", quantity = 1 } } });
        held.EnsureSuccessStatusCode();
        server.Kill();
        await server.Start();
        var watch = Stopwatch.StartNew();
        var expiresAt = (DateTimeOffset)(await held.Content.ReadFromJsonAsync<JsonNode>())!["expiresAt"]!;
        await Waits.Until(async () => (int)(await server.Http.GetFromJsonAsync<JsonNode>("/v1/stock/sku/store"))!["available"]! == 1);
        var due = DateTimeOffset.UtcNow - expiresAt;
        Assert.True(Math.Min(watch.ElapsedMilliseconds, due.TotalMilliseconds) <= 1_000, $"{watch.Elapsed} after the restart, {due} after its time");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> Journal(string provider) => provider switch
    {
        "sqlite" => Soak.Arguments(provider, _folder.File("commerce.db")),
        _ => Soak.Arguments(provider, await postgres.NewDatabase()),
    };
}
