using System.Globalization;

namespace OrleansCommerce.Journal;

/// <summary>
/// Compaction of the embedded journal. The index by command id can be made anew from the frames; so what a removed frame had of ids is kept
/// beside them, durably and in the same transaction.
/// </summary>
internal static class SqliteCompaction
{
    /// <summary>Snapshots in the order of their streams, and whether each covers a frame that is a row of its own.</summary>
    public static List<SnapshotCover> Snapshots(SqliteDatabase database, string? after, long throughPosition, int limit)
    {
        var snapshots = new List<SnapshotCover>();
        var statement = database.Statement("""
            SELECT stream, version, EXISTS (
                SELECT 1 FROM frame WHERE frame.stream = snapshot.stream AND last_version <= snapshot.version AND position <= ?2)
            FROM snapshot WHERE stream > ?1 ORDER BY stream LIMIT ?3
            """).Bind(1, after ?? "").Bind(2, throughPosition).Bind(3, limit);
        while (statement.Step())
            snapshots.Add(new SnapshotCover(statement.Text(0), statement.Number(1), statement.Number(2) != 0));
        return snapshots;
    }

    /// <summary>The frames that were removed.</summary>
    /// <param name="lastInBlocks">The version up to which the stream goes on in blocks, if it does: then its last frame is none of these.</param>
    public static List<StoredRecord[]> Run(SqliteDatabase database, string stream, long lastInBlocks, long throughPosition, int limit) =>
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var frames = Find(database, stream, lastInBlocks, throughPosition, limit);
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
            if (frames.Count > 0)
                RaiseThrough(database, frames[^1][0].Position);
            return frames;
        });

    /// <summary>As <see cref="Run"/>, of frames in blocks.</summary>
    /// <param name="places">Where frames of the stream are, the oldest first, and the last one of the stream.</param>
    /// <returns>What was removed, and the version through which nothing is left.</returns>
    public static (List<StoredRecord[]> Frames, long Through) RunBlocks(
        SqliteDatabase database, string stream, List<FramePlace> places, long throughPosition, int limit) =>
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            var covered = SqliteStreams.ReadSnapshot(database, stream)?.Version ?? 0;
            var old = FramePlace.Removable(places, covered, throughPosition, limit);
            var (blocks, removed) = Block.Compact(SqliteBlocks.Holding(database, old.Select(place => place.Position)), old);
            foreach (var (position, bytes) in blocks)
                SqliteBlocks.Update(database, position, bytes);
            if (removed.Count > 0)
                RaiseThrough(database, old[^1].Position);
            return (removed, old.Count > 0 ? old[^1].LastVersion : 0);
        });

    private static void RaiseThrough(SqliteDatabase database, long position)
    {
        if (position <= Through(database))
            return;
        database.Statement("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
            .Bind(1, JournalSettings.CompactedThrough).Bind(2, position.ToString(CultureInfo.InvariantCulture)).Execute();
    }

    public static long Through(SqliteDatabase database) =>
        long.Parse(SqliteSchema.Setting(database, JournalSettings.CompactedThrough) ?? "0", CultureInfo.InvariantCulture);

    /// <summary>The feed as the index needs it: of removed frames, records that have nothing but their ids.</summary>
    public static IndexPage ReadIndexed(SqliteDatabase database, long afterPosition, int limit)
    {
        var frames = new List<IndexedFrame>();
        var position = afterPosition;
        var statement = database.Statement("""
            SELECT position, stream, first_version, payload, 0 FROM frame WHERE position > ?1
            UNION ALL SELECT position, stream, first_version, ids, 1 FROM compacted WHERE position > ?1
            ORDER BY position
            """).Bind(1, afterPosition);
        while (frames.Count < limit && statement.Step())
        {
            position = statement.Number(0);
            var (stream, version, bytes) = (statement.Text(1), statement.Number(2), statement.Bytes(3));
            frames.Add(IndexedFrame.Row(statement.Number(4) == 0
                ? FrameCodec.Decode(stream, version, position, bytes)
                : CompactedIds.Decode(stream, version, position, bytes)));
        }
        statement.Reset();
        foreach (var frame in SqliteBlocks.After(database, position))
        {
            if (frames.Count >= limit)
                break;
            position = frame.Position;
            frames.Add(IndexedFrame.Of(frame));
        }
        return new IndexPage(frames, position);
    }

    private static List<StoredRecord[]> Find(SqliteDatabase database, string stream, long lastInBlocks, long throughPosition, int limit)
    {
        var frames = new List<StoredRecord[]>();
        var statement = database.Statement("""
            SELECT first_version, position, payload FROM frame
            WHERE stream = ?1 AND last_version <= (SELECT version FROM snapshot WHERE stream = ?1)
                AND (last_version < ?4 OR last_version < (SELECT max(last_version) FROM frame WHERE stream = ?1)) AND position <= ?2
            ORDER BY last_version LIMIT ?3
            """).Bind(1, stream).Bind(2, throughPosition).Bind(3, limit).Bind(4, lastInBlocks);
        while (statement.Step())
            frames.Add(FrameCodec.Decode(stream, statement.Number(0), statement.Number(1), statement.Bytes(2)));
        return frames;
    }
}
