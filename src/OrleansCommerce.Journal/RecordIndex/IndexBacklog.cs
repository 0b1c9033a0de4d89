namespace OrleansCommerce.Journal;

/// <summary>
/// The part of the index that is not stored yet. Command ids and correlations are random keys: written together with each batch they
/// cost more than the batch itself. They are in the frames already, so the index may follow behind: what it lacks is here, and a
/// process that starts reads it again from the frames. Storage that this process owns alone can therefore decide from the two
/// together whether a command is recorded.
/// </summary>
/// <param name="withCommands">False where the storage keeps command ids itself.</param>
internal sealed class IndexBacklog(bool withCommands)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _hashes = [];
    private IndexEntries _open = new();
    private IndexEntries? _storing;

    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count + (_storing?.Count ?? 0);
        }
    }

    /// <summary>Adds durable frames, those of one batch in any order.</summary>
    public void Add(Frame frame, long position)
    {
        lock (_gate)
        {
            for (var i = 0; withCommands && i < frame.Records.Count; i++)
            {
                if (frame.Records[i].CommandId is { } id)
                    _open.Commands.Add(id, new IndexedCommand(position, frame.FirstVersion + i));
            }
            Correlations.Collect(frame, _hashes);
            foreach (var hash in _hashes)
                _open.Correlations.Add((hash, position));
            _open.Frames++;
            _open.Through = Math.Max(_open.Through, position);
        }
    }

    /// <summary>Adds frames as they were read.</summary>
    public void Add(FeedPage page)
    {
        foreach (var frame in page.Records.GroupBy(record => record.Position))
            Add(new Frame(frame.First().Stream, frame.First().Version, [.. frame.Select(record => record.Record)]), frame.Key);
    }

    public bool TryFind(CommandId id, out IndexedCommand found)
    {
        lock (_gate)
        {
            return _open.Commands.TryGetValue(id, out found)
                || (_storing is not null && _storing.Commands.TryGetValue(id, out found));
        }
    }

    /// <summary>Positions of frames that are not stored in the index yet. To be asked before the stored part, which they move to.</summary>
    public List<long> Positions(int hash)
    {
        lock (_gate)
        {
            var all = _storing is null ? _open.Correlations : _storing.Correlations.Concat(_open.Correlations);
            return [.. all.Where(entry => entry.Hash == hash).Select(entry => entry.Position)];
        }
    }

    /// <summary>What is to be stored next; it stays here until <see cref="Stored"/>. After a failure the same comes again.</summary>
    public IndexEntries Take()
    {
        lock (_gate)
        {
            if (_storing is null)
                (_storing, _open) = (_open, new IndexEntries { Through = _open.Through });
            return _storing;
        }
    }

    public void Stored()
    {
        lock (_gate)
            _storing = null;
    }
}
