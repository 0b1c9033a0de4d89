using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>PostgreSQL is killed and comes back, and the server, which nobody restarts, goes on.</summary>
public sealed class DatabaseKillTests : IAsyncLifetime
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder = new();
    private PrivatePostgres? _database;

    private PrivatePostgres Database => _database!;

    public async ValueTask InitializeAsync()
    {
        if (!PrivatePostgres.IsInstalled)
        {
            Assert.Skip("There is no PostgreSQL server that could be killed: no installed binaries.");
        }

        _database = await PrivatePostgres.Create();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Database_KilledUnderLoad_CallersAreToldAndTheServerRecoversByItself()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("postgres", Database.ConnectionString));
        await server.Start();
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        var (ready, accepted, paces) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<double>());
        for (var kill = 0; kill < Soak.DatabaseKills; kill++)
        {
            await crowd.HoldMore(Soak.HoldsBetween);
            paces.Add(await crowd.ComeToPace(Soak.Pace));
            var told = crowd.Told;
            await Database.Kill();
            await AssertNotReadyButAlive(server);
            // The first outage outlasts the time that a command may take, so that everybody is told at least once.
            await Waits.Until(() => crowd.Told > told + (kill == 0 ? Soak.Shoppers : 0));
            await Database.Start();
            var back = Stopwatch.StartNew();
            var accepting = crowd.HoldMore(Soak.Shoppers);
            await Waits.Until(async () => await Status(server, "/health/ready") == HttpStatusCode.OK);
            ready.Add(back.Elapsed);
            await accepting;
            accepted.Add(back.Elapsed);
        }

        await crowd.Stop();
        Soak.Report(
            $"{accepted.Count} kills of PostgreSQL, {Soak.Paces(paces)}, ready after at most {ready.Max().TotalSeconds:F1} s, accepting after at most {accepted.Max().TotalSeconds:F1} s: {crowd}");
        await crowd.Verify();
        Assert.All(ready.Concat(accepted), took => Assert.True(took <= RecoveryLimit, $"Recovered only {took} after the database was back."));
    }

    [Fact]
    public async Task Database_ThatAnswersBeforeItIsDurable_IsFoundOutByTheVerification()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("postgres", Database.ConnectionString));
        await server.Start();
        // Nobody would be let in with this; so it is changed behind the back of a server that runs.
        await PostgresServer.Execute(Database.ConnectionString, "ALTER SYSTEM SET synchronous_commit = off");
        await PostgresServer.Execute(Database.ConnectionString, "ALTER SYSTEM SET wal_writer_delay = '10s'");
        await PostgresServer.Execute(Database.ConnectionString, "SELECT pg_reload_conf()");
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        await crowd.HoldMore(1_000);
        await crowd.Stop();
        await Database.Kill();
        await Database.Start();
        await Waits.Until(async () => await Status(server, "/health/ready") == HttpStatusCode.OK);

        var found = await Assert.ThrowsAnyAsync<Exception>(crowd.Verify);
        // What was lost last may be something that no shopper was told of; then it is the books that show it.
        Assert.True(
            found.Message.Contains("acknowledged", StringComparison.Ordinal) || found.Message.Contains("\"balanced\":false", StringComparison.Ordinal), found.Message);
    }

    [Fact]
    public async Task Database_KilledAfterAHoldWasMade_TheHoldStillExpires()
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("postgres", Database.ConnectionString));
        await server.Start();
        var receipt = await server.Http.PostAsJsonAsync(
            "/v1/stock/sku/store/movements", new { movementId = "opening", kind = "receipt", quantity = 1 });
        receipt.EnsureSuccessStatusCode();
        var held = await server.Http.PostAsJsonAsync(
            "/v1/reservations", new { reservationId = "r-1", ttlSeconds = 4, lines = new[] { new { sku = "sku", locationId = "store", quantity = 1 } } });
        held.EnsureSuccessStatusCode();
        await Waits.Until(async () => (await Listed(server))?["reserved"]?.GetValue<int>() == 1);
        await Database.Kill();
        await Database.Start();

        // Read from the list, which asks the view: nobody may wake the item, so that only the sweep can find what is due.
        await Waits.Until(async () => (await Listed(server))?["reserved"]?.GetValue<int>() == 0);
    }

    private static async Task AssertNotReadyButAlive(ServerProcess server)
    {
        await Waits.Until(async () => await Status(server, "/health/ready") == HttpStatusCode.ServiceUnavailable);
        using var answer = await server.Http.GetAsync("/health/ready");
        Assert.Equal("journalUnavailable", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["status"]);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, await Status(server, "/health/live"));
    }

    private static async Task<JsonNode?> Listed(ServerProcess server)
    {
        using var answer = await server.Http.GetAsync("/v1/locations/store/stock");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonNode>())!["items"]!.AsArray().FirstOrDefault() : null;
    }

    private static async Task<HttpStatusCode> Status(ServerProcess server, string path)
    {
        using var answer = await server.Http.GetAsync(path);
        return answer.StatusCode;
    }
}
