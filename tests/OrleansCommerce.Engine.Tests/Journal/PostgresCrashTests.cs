using Npgsql;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>The database server is killed and comes back, while the process that uses the journal lives on and believes what it was told.</summary>
public sealed class PostgresCrashTests : IAsyncLifetime
{
    // With this the server does not write its log of its own accord soon after a commit that did not wait for it.
    private const string LazyLog = "-c wal_writer_delay=10s";
    private const int IndexedAtOnce = 535_000;

    private PrivatePostgres? _server;
    private PostgresJournal? _journal;

    private PrivatePostgres Server => _server!;

    private PostgresJournal Journal => _journal!;

    public async ValueTask InitializeAsync()
    {
        if (!PrivatePostgres.IsInstalled)
            Assert.Skip("There is no PostgreSQL server that could be killed: no installed binaries.");
        _server = await PrivatePostgres.Create(LazyLog);
        _journal = new PostgresJournal(new PostgresOptions(_server.ConnectionString));
        await _journal.Start(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task ServerKilled_WhatWasDurable_IsThereAndAppendsGoOn()
    {
        for (var version = 1; version <= 20; version++)
            await Journal.Append([Some.Frame("stock/a@1", version, Some.Record("x", $"c{version}"))]);
        await Restart();

        var stream = await Eventually(() => Journal.Read([new StreamQuery("stock/a@1")]));
        Assert.Equal(20, stream[0].Version);
        var outcome = await Eventually(() => Journal.Append([Some.Frame("stock/a@1", 21, Some.Record("x", "c21"))]));
        Assert.Equal(AppendStatus.Durable, outcome.Frames[0].Status);
        var again = await Journal.Append([Some.Frame("stock/b@1", 1, Some.Record("x", "c20"))]);
        Assert.Equal(new RecordPlace("stock/a@1", 20), again.Frames[0].DuplicatePlace);
    }

    [Fact]
    public async Task ServerKilled_AfterTheViewWasWritten_TheViewStillShowsIt()
    {
        var outcome = await Journal.Append([Some.Frame("stock/a@1", 1, Some.Record("1"))]);
        await Journal.Stock.Write([Some.Row("a", "1", 1, outcome.Frames[0].Position)], outcome.Frames[0].Position);
        await Restart();

        // The writer of the view will not write this row again: it was told that it is there.
        var rows = await Eventually(() => Journal.Stock.ByLocation("1", null, 10));
        Assert.Equal(["a"], rows.Select(row => row.Sku));
        Assert.Equal(outcome.Frames[0].Position, await Journal.Stock.CleanThrough());
    }

    [Fact]
    public async Task ServerKilled_AfterTheIndexWasStored_CorrelationsAreStillFound()
    {
        // One batch with as many correlations as make the index due; it is stored beside the next batch.
        var records = Enumerable.Range(0, IndexedAtOnce).Select(i => Some.Record("x", null, $"r{i}")).ToArray();
        await Journal.Append([Some.Frame("stock/a@1", 1, records)]);
        await Journal.Append([Some.Frame("stock/a@1", records.Length + 1, Some.Record("x", null, "next"))]);
        await IndexIsStored();
        await Restart();

        var found = await Eventually(() => Journal.ReadCorrelation("r7", 9));
        Assert.Single(found);
    }

    private async Task IndexIsStored()
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            await using var command = source.CreateCommand("SELECT count(*) FROM correlations");
            if ((long)(await command.ExecuteScalarAsync())! > 0)
                return;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "The index was not stored.");
        }
    }

    private async Task Restart()
    {
        await Server.Kill();
        await Server.Start();
    }

    private static async Task<T> Eventually<T>(Func<Task<T>> work)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await work();
            }
            catch (JournalUnavailableException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
            {
                await Task.Yield();
            }
        }
    }
}
