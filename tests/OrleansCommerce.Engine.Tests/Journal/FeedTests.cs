using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>
/// Several processes write while others follow the feed. Whoever has read up to a position has seen all that will ever be at or below it:
/// that is what webhooks, the audit and the view are built on.
/// </summary>
public sealed class FeedTests(PostgresServer server)
{
    private const int Writers = 4;
    private const int Readers = 3;
    private const int Batches = 250;
    private const int FramesEach = 6;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Feed_FollowedWhileSeveralProcessesWrite_NeverShowsARecordBehindOneAlreadyRead(bool isOrdered)
    {
        var database = await server.NewDatabase();
        var options = new PostgresOptions(database) { Exclusive = false };
        var journals = Enumerable.Range(0, Writers + Readers).Select(_ => new PostgresJournal(options)).ToArray();
        foreach (var journal in journals)
            await journal.Start(TestContext.Current.CancellationToken);
        // A commit that takes its time between the numbering and the end is what a feed without gaps has to stand.
        await PostgresServer.Execute(
            database,
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(random() * 0.002); RETURN NULL; END $$;
            CREATE TRIGGER dawdle AFTER INSERT ON frame FOR EACH STATEMENT EXECUTE FUNCTION dawdle()
            """);

        var writing = Task.WhenAll(journals.Take(Writers).Select((journal, number) => Task.Run(
            () => isOrdered ? Write(journal.Append, number) : WriteUnordered(database, number))));
        var followed = await Task.WhenAll(journals.Skip(Writers).Select(journal => Task.Run(() => Follow(journal, writing))));
        await writing;
        var all = await WholeFeed(journals[0]);

        Assert.Equal(Writers * Batches * FramesEach, all.Count);
        var missed = followed.Sum(seen => all.Count - seen.Count);
        if (isOrdered)
        {
            Assert.All(followed, seen => Assert.Equal(all, seen));
            Assert.Equal(all.Order(), all);
        }
        else
        {
            // The control: without the lock that orders the commits, followers go past positions that appear behind them.
            Assert.True(missed > 0, "The lock was taken out, and nobody missed anything: the test shows nothing.");
        }
        foreach (var journal in journals)
            await journal.DisposeAsync();
    }

    /// <summary>The positions that a follower sees until everything is written and it has come to the end.</summary>
    private static async Task<List<long>> Follow(PostgresJournal journal, Task writing)
    {
        var seen = new List<long>();
        for (var position = 0L; ;)
        {
            var isLast = writing.IsCompleted;
            var page = await journal.ReadAll(position, 50);
            seen.AddRange(page.Records.Select(record => record.Position));
            position = page.Position;
            if (isLast && page.Records.Count == 0)
                return seen;
        }
    }

    private static async Task<List<long>> WholeFeed(PostgresJournal journal) =>
        [.. (await journal.ReadAll(0, int.MaxValue)).Records.Select(record => record.Position)];

    private static async Task Write(Func<IReadOnlyList<Frame>, Task<BatchOutcome>> append, int number)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            var outcome = await append(Frames(number, batch));
            Assert.All(outcome.Frames, frame => Assert.Equal(AppendStatus.Durable, frame.Status));
        }
    }

    /// <summary>The planted bug: positions are drawn without the lock, so that they become visible in another order.</summary>
    private static async Task WriteUnordered(string database, int number)
    {
        await using var source = NpgsqlDataSource.Create(database);
        for (var batch = 0; batch < Batches; batch++)
        {
            var frames = Frames(number, batch);
            await using var command = source.CreateCommand("""
                INSERT INTO frame (position, first_version, last_version, stream, payload)
                SELECT nextval('frame_position'), 1, 1, new.stream, new.payload FROM unnest($1, $2) AS new (stream, payload)
                """);
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = frames.Select(frame => frame.Stream).ToArray() });
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = frames.Select(frame => FrameCodec.Encode(frame.Records)).ToArray() });
            await command.ExecuteNonQueryAsync();
        }
    }

    private static Frame[] Frames(int number, int batch) =>
        [.. Enumerable.Range(0, FramesEach).Select(i => Some.Frame(
            string.Create(CultureInfo.InvariantCulture, $"order/{number}/{batch}/{i}"), 1, Some.Record("x")))];
}
