namespace OrleansCommerce.Journal;

/// <summary>
/// The part of the index that is not stored yet. Command ids and correlations are random keys: written together with each batch they
/// cost more than the batch itself. They are in the frames already, so the index may follow behind: what it lacks is here, and a
/// process that starts reads it again from the frames. Storage that this process owns alone can therefore decide from the two
/// together whether a command is recorded.
/// </summary>
internal sealed class IndexBacklog
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _hashes = [];
    private IndexEntries _open = new();
    private IndexEntries? _storing;

    /// <summary>Knows every id that was ever added here, and in the end those that were stored before.</summary>
    public CommandFilter Filter { get; } = new();

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
            Enter(frame, position);
    }

    /// <summary>Adds what of a batch turned out durable.</summary>
    public void Add(IReadOnlyList<Frame> frames, IReadOnlyList<AppendOutcome> outcomes)
    {
        lock (_gate)
        {
            for (var i = 0; i < frames.Count; i++)
            {
                if (outcomes[i].Status is AppendStatus.Durable)
                    Enter(frames[i], outcomes[i].Position);
            }
        }
    }

    /// <summary>Adds frames as they were read.</summary>
    public void Add(FeedPage page)
    {
        foreach (var frame in page.Records.GroupBy(record => record.Position))
            Add(new Frame(frame.First().Stream, frame.First().Version, [.. frame.Select(record => record.Record)]), frame.Key);
    }

    /// <summary>
    /// Sorts ids: what is recorded here is found, what the filter knows to be new is left out, and the rest is to be looked for in the
    /// stored part. To be asked before that part, which entries move to.
    /// </summary>
    public List<CommandId> Find(IEnumerable<CommandId> ids, Dictionary<CommandId, IndexedCommand> found)
    {
        var rest = new List<CommandId>();
        lock (_gate)
        {
            foreach (var id in ids)
            {
                if (!Filter.MayHave(id))
                    continue;
                if (_open.Commands.TryGetValue(id, out var command) || (_storing?.Commands.TryGetValue(id, out command) ?? false))
                    found[id] = command;
                else
                    rest.Add(id);
            }
        }
        return rest;
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

    private void Enter(Frame frame, long position)
    {
        for (var i = 0; i < frame.Records.Count; i++)
        {
            if (frame.Records[i].CommandId is not { } id)
                continue;
            _open.Commands[id] = new IndexedCommand(position, frame.FirstVersion + i);
            Filter.Add(id);
        }
        if (frame.Records.Count == 1)
        {
            if (frame.Records[0].Correlation is { Length: > 0 } correlation)
                _open.Correlations.Add((Correlations.Hash(correlation), position));
        }
        else
        {
            Correlations.Collect(frame, _hashes);
            foreach (var hash in _hashes)
                _open.Correlations.Add((hash, position));
        }
        _open.Frames++;
        _open.Through = Math.Max(_open.Through, position);
    }
}
