using System.Diagnostics;
using System.Net;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>
/// PostgreSQL is there and is of no use: it stands still, has no room, is restarted, ends sessions. Callers are told so within a bound, and
/// the server goes on by itself.
/// </summary>
public sealed class DatabaseOutageTests : IDisposable
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    /// <summary>An append may take 10 s, and a call that comes in between waits for the load after it, which may take as long.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(22);

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Database_ThatStandsStillUnderLoad_CallersAreToldAndNothingIsLost()
    {
        await using var database = await Create();
        await Endure(database, database.Freeze, () => Task.CompletedTask, database.Thaw);
    }

    [Fact]
    public async Task Database_WithoutRoom_CallersAreToldAndNothingIsLost()
    {
        SkipWithoutBinaries();
        using var disk = SmallDisk.TryMount(sizeMib: 96);
        Assert.SkipWhen(disk is null, "This process may not mount a small file system.");
        await using var database = await PrivatePostgres.Create("-c max_wal_size=8MB -c min_wal_size=2MB", disk);
        var fill = () =>
        {
            disk.Fill();
            return Task.CompletedTask;
        };
        await Endure(database, fill, fill, () =>
        {
            disk.MakeRoom();
            return database.EnsureStarted();
        });
    }

    [Fact]
    public async Task Database_RestartedByAnAdministrator_TheServerGoesOn()
    {
        await using var database = await Create();
        await Interrupt(database, database.Restart, times: 2);
    }

    [Fact]
    public async Task Connection_LostInTheMiddleOfBatches_EachCommandHappensOnce()
    {
        await using var database = await Create();
        await Interrupt(
            database,
            () => PostgresServer.Execute(
                database.ConnectionString, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'journal-%'"),
            times: 8);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>An outage that outlasts the time a command may take.</summary>
    /// <param name="keep">Keeps it up while it lasts.</param>
    private async Task Endure(PrivatePostgres database, Func<Task> strike, Func<Task> keep, Func<Task> mend)
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("postgres", database.ConnectionString));
        await server.Start();
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        await crowd.HoldMore(Soak.HoldsBetween);
        var told = crowd.Told;
        await strike();
        await Waits.Until(async () =>
        {
            await keep();
            return crowd.Told > told + (2 * Soak.Shoppers);
        });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(server, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await Status(server, "/health/live"));
        await mend();
        var back = Stopwatch.StartNew();
        var accepting = crowd.HoldMore(Soak.Shoppers);
        await Waits.Until(async () => await Status(server, "/health/ready") == HttpStatusCode.OK);
        var ready = back.Elapsed;
        await accepting;
        var accepted = back.Elapsed;
        await crowd.HoldMore(Soak.HoldsBetween);
        await crowd.Stop();
        Soak.Report($"ready {ready.TotalSeconds:F1} s and accepting {accepted.TotalSeconds:F1} s after the end of it, the longest wait for an answer {crowd.LongestWait.TotalSeconds:F1} s: {crowd}");
        await crowd.Verify();
        Assert.True(ready <= RecoveryLimit && accepted <= RecoveryLimit, $"Ready only after {ready}, accepting only after {accepted}.");
        Assert.True(crowd.LongestWait <= AnswerLimit, $"Somebody waited {crowd.LongestWait} for an answer.");
    }

    /// <summary>Interruptions that are over at once.</summary>
    private async Task Interrupt(PrivatePostgres database, Func<Task> strike, int times)
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments("postgres", database.ConnectionString));
        await server.Start();
        var crowd = new Crowd(server, Soak.Shoppers, Soak.Items);
        await crowd.Start();
        var accepted = new List<TimeSpan>();
        for (var n = 0; n < times; n++)
        {
            await crowd.HoldMore(Soak.HoldsBetween / 2);
            await strike();
            var back = Stopwatch.StartNew();
            await crowd.HoldMore(Soak.Shoppers);
            accepted.Add(back.Elapsed);
        }

        await crowd.Stop();
        Soak.Report($"{times} interruptions, accepting {accepted.Max().TotalSeconds:F1} s after each at most, the longest wait for an answer {crowd.LongestWait.TotalSeconds:F1} s: {crowd}");
        await crowd.Verify();
        Assert.True(accepted.Max() <= RecoveryLimit, $"Accepting only after {accepted.Max()}.");
        Assert.True(crowd.LongestWait <= AnswerLimit, $"Somebody waited {crowd.LongestWait} for an answer.");
        Assert.True(crowd.Told > 0, "Nobody was told anything: this test showed nothing.");
    }

    private static Task<PrivatePostgres> Create()
    {
        SkipWithoutBinaries();
        return PrivatePostgres.Create();
    }

    private static async Task<HttpStatusCode> Status(ServerProcess server, string path)
    {
        using var answer = await server.Http.GetAsync(path);
        return answer.StatusCode;
    }

    private static void SkipWithoutBinaries()
    {
        if (!PrivatePostgres.IsInstalled)
        {
            Assert.Skip("There is no PostgreSQL server of one's own: no installed binaries.");
        }
    }
}
