using System.Globalization;

namespace OrleansCommerce.Journal;

/// <summary>
/// Compaction of the embedded journal. The index by command id can be made anew from the frames; so what a removed frame had of ids is kept
/// beside them, durably and in the same transaction.
/// </summary>
internal static class SqliteCompaction
{
    public static IReadOnlyList<string> List(SqliteDatabase database, string? after, long throughPosition, int limit)
    {
        var names = new List<string>();
        var statement = database.Statement("""
            SELECT stream FROM snapshot WHERE stream > ?1 AND EXISTS (
                SELECT 1 FROM frame WHERE frame.stream = snapshot.stream AND last_version <= snapshot.version AND position <= ?2)
            ORDER BY stream LIMIT ?3
            """).Bind(1, after ?? "").Bind(2, throughPosition).Bind(3, limit);
        while (statement.Step())
            names.Add(statement.Text(0));
        return names;
    }

    /// <summary>The frames that were removed.</summary>
    public static List<StoredRecord[]> Run(SqliteDatabase database, string stream, long throughPosition, int limit) =>
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var frames = Find(database, stream, throughPosition, limit);
            foreach (var frame in frames)
            {
                var ids = CompactedIds.Encode(frame);
                if (ids.Length > 0)
                {
                    database.Statement("INSERT INTO compacted (position, stream, first_version, ids) VALUES (?1, ?2, ?3, ?4)")
                        .Bind(1, frame[0].Position).Bind(2, stream).Bind(3, frame[0].Version).Bind(4, ids).Execute();
                }
                database.Statement("DELETE FROM frame WHERE position = ?1").Bind(1, frame[0].Position).Execute();
            }
            if (frames.Count > 0 && frames[^1][0].Position is var position && position > Through(database))
            {
                database.Statement("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
                    .Bind(1, JournalSettings.CompactedThrough).Bind(2, position.ToString(CultureInfo.InvariantCulture)).Execute();
            }
            return frames;
        });

    public static long Through(SqliteDatabase database) =>
        long.Parse(SqliteSchema.Setting(database, JournalSettings.CompactedThrough) ?? "0", CultureInfo.InvariantCulture);

    /// <summary>The feed as the index needs it: of removed frames, records that have nothing but their ids.</summary>
    public static FeedPage ReadIndexed(SqliteDatabase database, long afterPosition, int limit)
    {
        var records = new List<StoredRecord>();
        var position = afterPosition;
        var statement = database.Statement("""
            SELECT position, stream, first_version, payload, 0 FROM frame WHERE position > ?1
            UNION ALL SELECT position, stream, first_version, ids, 1 FROM compacted WHERE position > ?1
            ORDER BY position
            """).Bind(1, afterPosition);
        while (records.Count < limit && statement.Step())
        {
            position = statement.Number(0);
            var (stream, version, bytes) = (statement.Text(1), statement.Number(2), statement.Bytes(3));
            records.AddRange(statement.Number(4) == 0
                ? FrameCodec.Decode(stream, version, position, bytes)
                : CompactedIds.Decode(stream, version, position, bytes));
        }
        return new FeedPage(records, position);
    }

    private static List<StoredRecord[]> Find(SqliteDatabase database, string stream, long throughPosition, int limit)
    {
        var frames = new List<StoredRecord[]>();
        var statement = database.Statement("""
            SELECT first_version, position, payload FROM frame
            WHERE stream = ?1 AND last_version <= (SELECT version FROM snapshot WHERE stream = ?1)
                AND last_version < (SELECT max(last_version) FROM frame WHERE stream = ?1) AND position <= ?2
            ORDER BY last_version LIMIT ?3
            """).Bind(1, stream).Bind(2, throughPosition).Bind(3, limit);
        while (statement.Step())
            frames.Add(FrameCodec.Decode(stream, statement.Number(0), statement.Number(1), statement.Bytes(2)));
        return frames;
    }
}
