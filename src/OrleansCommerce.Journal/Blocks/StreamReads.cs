namespace OrleansCommerce.Journal;

/// <summary>
/// Reads streams whose frames lie in blocks: the index tells where, that is the part in memory and then the stored one. Frames that are
/// rows of their own are older than any block.
/// </summary>
/// <param name="tail">What may be there and be in neither part of the index.</param>
internal sealed class StreamReads(IndexBacklog backlog, IBlockStorage storage, IndexBacklog? tail = null)
{
    private const int AttemptsMax = 8;

    public async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries)
    {
        for (var attempt = 1; ; attempt++)
        {
            var rows = await storage.ReadRows(queries);
            var afters = new StreamPosition[queries.Count];
            for (var i = 0; i < afters.Length; i++)
                afters[i] = new StreamPosition(queries[i].Stream, queries[i].AfterVersion ?? rows[i].Snapshot?.Version ?? 0);
            var places = await Places(afters, int.MaxValue);
            var frames = await storage.ReadFrames(Positions(places, afters));
            var found = new StoredStream[queries.Count];
            for (var i = 0; i < found.Length; i++)
                found[i] = Join(rows[i], places[i], afters[i].Version, frames);
            // Snapshot, index and frames are read one after the other, and compaction may have removed something in between.
            if (found.All(IsWhole))
                return found;
            if (attempt >= AttemptsMax)
                throw new JournalFormatException($"Records of {found.First(stream => !IsWhole(stream)).Stream} are missing.");
        }
    }

    /// <summary>Records after a version, at most so many.</summary>
    public async Task<IReadOnlyList<StoredRecord>> ReadStream(string stream, long afterVersion, int limit)
    {
        StreamPosition[] after = [new(stream, afterVersion)];
        var places = (await Places(after, limit))[0];
        places.RemoveAll(place => place.LastVersion <= afterVersion);
        // Each frame has a record at least.
        if (places.Count > limit)
            places.RemoveRange(limit, places.Count - limit);
        var frames = await storage.ReadFrames([.. places.Select(place => place.Position).Order()]);
        var records = new List<StoredRecord>();
        foreach (var place in places)
        {
            if (frames.TryGetValue(place.Position, out var frame))
                records.AddRange(frame.Decode().Where(record => record.Version > afterVersion));
        }
        return records.Count > limit ? records[..limit] : records;
    }

    /// <summary>Streams with a prefix that have frames which the stored index may not know, in no order.</summary>
    public IEnumerable<string> Unstored(string prefix) => backlog.Streams(prefix).Concat(tail?.Streams(prefix) ?? []);

    /// <summary>The newest frame of each stream, null for one that has none in blocks.</summary>
    public async Task<FramePlace?[]> Last(IReadOnlyList<string> streams)
    {
        var ends = await Places([.. streams.Select(stream => new StreamPosition(stream, long.MaxValue - 1))], int.MaxValue);
        return [.. ends.Select(places => places.Count > 0 ? places[^1] : (FramePlace?)null)];
    }

    /// <summary>Streams, in the order of their UTF-8 bytes, in which snapshots cover something at or below a position.</summary>
    /// <param name="snapshots">The next snapshots after a name, in that order.</param>
    public async Task<IReadOnlyList<string>> Compactable(
        string? after, long throughPosition, int limit, Func<string?, Task<List<SnapshotCover>>> snapshots)
    {
        var found = new List<string>();
        while (found.Count < limit && await snapshots(after) is { Count: > 0 } page)
        {
            var places = await Places([.. page.Select(snapshot => new StreamPosition(snapshot.Stream, 0))], limit: 1);
            for (var i = 0; i < page.Count; i++)
            {
                var (stream, version, coversARow) = page[i];
                if (coversARow || places[i].Exists(place => place.LastVersion <= version && place.Position <= throughPosition))
                    found.Add(stream);
            }
            after = page[^1].Stream;
        }
        return found.Count > limit ? found[..limit] : found;
    }

    /// <summary>Where frames lie, each once, in the order of their versions.</summary>
    /// <remarks>The part in memory goes first: what moves from there to the stored one in between is then found twice, and not missed.</remarks>
    public async Task<List<FramePlace>[]> Places(IReadOnlyList<StreamPosition> afters, int limit)
    {
        var places = new List<FramePlace>[afters.Count];
        for (var i = 0; i < places.Length; i++)
        {
            backlog.Collect(afters[i].Stream, afters[i].Version, places[i] = []);
            tail?.Collect(afters[i].Stream, afters[i].Version, places[i]);
        }
        await storage.Collect(afters, places, limit);
        foreach (var list in places)
        {
            list.Sort(static (x, y) => x.Position.CompareTo(y.Position));
            var kept = 0;
            for (var i = 0; i < list.Count; i++)
            {
                if (i == 0 || list[i].Position != list[kept - 1].Position)
                    list[kept++] = list[i];
            }
            list.RemoveRange(kept, list.Count - kept);
        }
        return places;
    }

    private static List<long> Positions(List<FramePlace>[] places, StreamPosition[] afters)
    {
        var positions = new List<long>();
        for (var i = 0; i < places.Length; i++)
        {
            foreach (var place in places[i])
            {
                if (place.LastVersion > afters[i].Version)
                    positions.Add(place.Position);
            }
        }
        positions.Sort();
        return positions;
    }

    private static StoredStream Join(StoredStream rows, List<FramePlace> places, long after, Dictionary<long, BlockFrame> frames)
    {
        if (places.Count == 0)
            return rows;
        var records = new List<StoredRecord>(rows.Records);
        foreach (var place in places)
        {
            if (place.LastVersion <= after || !frames.TryGetValue(place.Position, out var frame))
                continue;
            foreach (var record in frame.Decode())
            {
                if (record.Version > after)
                    records.Add(record);
            }
        }
        var last = places[^1];
        return last.LastVersion > rows.Version
            ? rows with { Records = records, Version = last.LastVersion, Position = last.Position }
            : rows with { Records = records };
    }

    /// <summary>Whether the records go on from each other, from the snapshot, and to the end.</summary>
    private static bool IsWhole(StoredStream stream)
    {
        var records = stream.Records;
        if (records.Count == 0)
            return stream.Snapshot is null || stream.Snapshot.Version >= stream.Version;
        var expected = stream.Snapshot is { } snapshot ? snapshot.Version + 1 : records[0].Version;
        foreach (var record in records)
        {
            if (record.Version != expected++)
                return false;
        }
        return records[^1].Version == stream.Version;
    }
}
