namespace OrleansCommerce.Journal;

/// <summary>What <see cref="StreamReads"/> needs of a database that keeps frames in blocks.</summary>
internal interface IBlockStorage
{
    /// <summary>Snapshots, and what there is of frames that are rows of their own, from times when no blocks were written.</summary>
    Task<IReadOnlyList<StoredStream>> ReadRows(IReadOnlyList<StreamQuery> queries);

    /// <summary>
    /// Adds what the stored index knows of where frames lie, for each query in its list: all that reach beyond the version, in any order,
    /// and the last one of the stream in any case; some that were removed may be among them.
    /// </summary>
    /// <param name="limit">After how many pieces of the index a query ends, the lowest versions first.</param>
    Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit);

    /// <summary>The frames at some positions, as far as blocks have them, in order.</summary>
    Task<Dictionary<long, BlockFrame>> ReadFrames(IReadOnlyList<long> positions);
}

/// <summary>A stream, and a version in it.</summary>
internal readonly record struct StreamPosition(string Stream, long Version);
