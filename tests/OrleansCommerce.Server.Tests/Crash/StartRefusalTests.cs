using System.Net;
using System.Net.Sockets;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>A journal that must not be used keeps the server from starting: one line that says why, and exit code 1.</summary>
public sealed class StartRefusalTests(PostgresServer postgres) : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("fsync=off", "fsync = off")]
    [InlineData("full_page_writes=off", "full_page_writes = off")]
    [InlineData("synchronous_commit=off", "synchronous_commit = off")]
    public async Task Start_OnAServerThatLosesData_IsRefused(string setting, string reason)
    {
        SkipWithoutBinaries();
        await using var database = await PrivatePostgres.Create($"-c {setting}");
        await AssertRefused("postgres", database.ConnectionString, reason);
    }

    [Fact]
    public async Task Start_OnAReplica_IsRefused()
    {
        SkipWithoutBinaries();
        await using var database = await PrivatePostgres.Create();
        await database.BecomeStandby();
        await AssertRefused("postgres", database.ConnectionString, "read replica");
    }

    [Fact]
    public async Task Start_WithoutADatabaseServer_IsRefused() =>
        await AssertRefused("postgres", $"Host={_folder.Path};Username=postgres;Database=postgres", "PostgreSQL: Failed to connect");

    [Fact]
    public async Task Start_OnADatabaseThatIsNotThere_IsRefused() =>
        await AssertRefused("postgres", $"{await postgres.NewDatabase()}_gone", "does not exist");

    [Theory]
    [InlineData("postgres", "", "has to say where")]
    [InlineData("postgres", "Hots=nowhere", "is not understood")]
    [InlineData("oracle", "", "it can be sqlite, postgres or memory")]
    public async Task Start_OfAnUnusableSetting_IsRefused(string provider, string connection, string reason) =>
        await AssertRefused(provider, connection, reason);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Start_OfAJournalToShareThatCannotBe_IsRefused(string provider)
    {
        using var server = new ServerProcess(
            _folder.Path, [.. Soak.Arguments(provider, _folder.File("commerce.db")), "--Journal:Shared=true"]);
        var (exitCode, said) = await server.StartRefused();
        Assert.Contains("only a journal in PostgreSQL can be shared", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Start_WhileAnotherProcessOwnsTheJournal_IsRefused(string provider)
    {
        var connection = provider == "sqlite" ? _folder.File("commerce.db") : await postgres.NewDatabase();
        using var owner = new ServerProcess(_folder.Path, Soak.Arguments(provider, connection));
        await owner.Start();
        await AssertRefused(provider, connection, "Another process is using this journal");
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_IsRefused()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var server = new ServerProcess(
            _folder.Path, "--Demo=false", "--Journal:Provider=memory", $"--urls=http://{taken.LocalEndpoint}");
        var (exitCode, said) = await server.StartRefused();

        // The web server says so in its log, too, so that it is more than one line; but it is not taken for a crash.
        Assert.Contains($"Failed to bind to address http://{taken.LocalEndpoint}: address already in use.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", said, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertRefused(string provider, string connection, string reason)
    {
        using var server = new ServerProcess(_folder.Path, Soak.Arguments(provider, connection));
        var (exitCode, said) = await server.StartRefused();
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.Equal(1, exitCode);
    }

    private static void SkipWithoutBinaries()
    {
        if (!PrivatePostgres.IsInstalled)
        {
            Assert.Skip("There is no PostgreSQL server of one's own: no installed binaries.");
        }
    }
}
