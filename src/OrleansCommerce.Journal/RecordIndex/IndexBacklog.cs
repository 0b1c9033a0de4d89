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
    private IndexEntries? _spare;

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

    /// <summary>Adds what of a batch turned out durable.</summary>
    public void Add(IReadOnlyList<Frame> frames, IReadOnlyList<AppendOutcome> outcomes)
    {
        lock (_gate)
        {
            for (var i = 0; i < frames.Count; i++)
            {
                if (outcomes[i].Status is not AppendStatus.Durable)
                    continue;
                var (frame, position) = (frames[i], outcomes[i].Position);
                _hashes.Clear();
                for (var j = 0; j < frame.Records.Count; j++)
                    Enter(frame.Records[j], frame.FirstVersion + j, position, isAlone: frame.Records.Count == 1);
                Enter(frame.Stream, new FramePlace(position, frame.FirstVersion, frame.LastVersion), isPlaced: true);
            }
        }
    }

    /// <summary>Adds frames as they were read.</summary>
    public void Add(IndexPage page)
    {
        lock (_gate)
        {
            foreach (var frame in page.Frames)
            {
                _hashes.Clear();
                foreach (var record in frame.Records)
                    Enter(record.Record, record.Version, frame.Position, isAlone: false);
                Enter(frame.Stream, new FramePlace(frame.Position, frame.FirstVersion, frame.LastVersion), frame.IsPlaced);
            }
        }
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

    /// <summary>
    /// Adds where frames of a stream are that the stored part may not know: those that reach beyond a version, and the last one. To be asked
    /// before the stored part, which they move to.
    /// </summary>
    public void Collect(string stream, long afterVersion, List<FramePlace> into)
    {
        lock (_gate)
        {
            _open.Places.Collect(stream, afterVersion, into);
            _storing?.Places.Collect(stream, afterVersion, into);
        }
    }

    /// <summary>The newest frame of a stream, if it is here.</summary>
    public bool TryLast(string stream, out FramePlace place)
    {
        lock (_gate)
        {
            if (_open.Places.TryLast(stream, out place))
                return true;
            return _storing is not null && _storing.Places.TryLast(stream, out place);
        }
    }

    /// <summary>Streams with a prefix that have frames here, in no order. To be asked before the stored part.</summary>
    public List<string> Streams(string prefix)
    {
        lock (_gate)
        {
            return _storing is null ? [.. _open.Places.Streams(prefix)] : [.. _open.Places.Streams(prefix), .. _storing.Places.Streams(prefix)];
        }
    }

    /// <summary>What is to be stored next; it stays here until <see cref="Stored"/>. After a failure the same comes again.</summary>
    public IndexEntries Take()
    {
        lock (_gate)
        {
            if (_storing is null)
            {
                var next = _spare ?? new IndexEntries();
                next.Through = _open.Through;
                (_storing, _open, _spare) = (_open, next, null);
            }
            return _storing;
        }
    }

    public void Stored()
    {
        lock (_gate)
        {
            _storing?.Clear();
            (_spare, _storing) = (_storing, null);
        }
    }

    private void Enter(JournalRecord record, long version, long position, bool isAlone)
    {
        if (record.CommandId is { } id)
        {
            _open.Commands[id] = new IndexedCommand(position, version);
            Filter.Add(id);
        }
        if (record.Correlation.Length == 0)
            return;
        // A hot frame has a thousand of them, of which each counts once.
        var hash = Correlations.Hash(record.Correlation);
        if (isAlone || _hashes.Add(hash))
            _open.Correlations.Add((hash, position));
    }

    private void Enter(string stream, FramePlace place, bool isPlaced)
    {
        if (isPlaced)
            _open.Places.Add(stream, place);
        _open.Frames++;
        _open.Through = Math.Max(_open.Through, place.Position);
    }
}
