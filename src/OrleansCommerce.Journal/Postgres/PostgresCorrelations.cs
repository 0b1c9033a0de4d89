using System.Globalization;

namespace OrleansCommerce.Journal;

/// <summary>
/// The index by correlation. A process that owns the journal alone lets it follow behind; what it lacks is in the backlog, and how
/// far it goes is a setting that is written with it. In a cluster nobody could know what another process still has to store, so
/// there each batch writes its part itself, and there is no such setting.
/// </summary>
internal sealed class PostgresCorrelations
{
    private const string ThroughSetting = "correlated_through";

    private readonly PostgresReads _database;

    public PostgresCorrelations(PostgresReads database, bool isBehind)
    {
        _database = database;
        if (!isBehind)
            return;
        Backlog = new IndexBacklog(withCommands: false);
        Flusher = new IndexFlusher(Backlog, entries => Store(entries, isBehind: true));
    }

    /// <summary>Null where each batch writes its part itself.</summary>
    public IndexBacklog? Backlog { get; }

    public IndexFlusher? Flusher { get; }

    /// <summary>Indexes what an earlier owner left.</summary>
    public async Task Start(Func<long, Task<FeedPage>> read, long head)
    {
        var stored = await _database.Scalar<string?>("SELECT value FROM setting WHERE name = $1", ThroughSetting);
        var left = new IndexBacklog(withCommands: false);
        for (var through = stored is null ? head : long.Parse(stored, CultureInfo.InvariantCulture); through < head;)
        {
            var page = await read(through);
            left.Add(page);
            through = page.Position;
            if (left.Count >= IndexFlusher.FlushAt)
                await Store(left);
        }
        await Store(left);
        if (Backlog is null)
            await _database.Execute("DELETE FROM setting WHERE name = $1", ThroughSetting);
        else
            await Store(new IndexEntries { Through = head }, isBehind: true);
    }

    public async Task<IReadOnlyList<long>> Positions(string correlation)
    {
        var hash = Correlations.Hash(correlation);
        var positions = new SortedSet<long>(Backlog?.Positions(hash) ?? []);
        return await _database.Run(async connection =>
        {
            await using var command = PostgresStreams.Command(connection, "SELECT position FROM correlation WHERE hash = $1", hash);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                positions.Add(reader.GetInt64(0));
            return positions.ToArray();
        });
    }

    private async Task Store(IndexBacklog left)
    {
        await Store(left.Take(), isBehind: false);
        left.Stored();
    }

    private Task Store(IndexEntries entries, bool isBehind) => _database.Run(async connection =>
    {
        // In the order of the key, so that each page of the index is visited once.
        var sorted = entries.Correlations.Order().ToArray();
        await using var command = PostgresStreams.Command(
            connection,
            """
            WITH through AS (
                INSERT INTO setting (name, value) SELECT $3, $4 WHERE $5
                ON CONFLICT (name) DO UPDATE SET value = excluded.value)
            INSERT INTO correlation (hash, position) SELECT * FROM unnest($1, $2)
            """,
            sorted.Select(entry => entry.Hash).ToArray(),
            sorted.Select(entry => entry.Position).ToArray(),
            ThroughSetting,
            entries.Through.ToString(CultureInfo.InvariantCulture),
            isBehind);
        return await command.ExecuteNonQueryAsync();
    });
}
