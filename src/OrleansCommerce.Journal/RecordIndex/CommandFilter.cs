namespace OrleansCommerce.Journal;

/// <summary>
/// Tells of most new command ids that they are new, without a look at the stored index: nearly every command is new, and looking for
/// what is not there costs as much as finding it. At sixteen bits an id about one new id in a thousand looks to a part as if it were known,
/// and is then looked for. What has been added is never called new.
/// </summary>
internal sealed class CommandFilter
{
    /// <summary>With more ids than this everything is looked for: about 130 MB of memory.</summary>
    public const long IdsMax = (1L << 26) - FirstIds;

    private const int FirstIds = 1 << 16;
    private const int BitsPerId = 16;

    private readonly Lock _gate = new();
    private readonly List<FilterBits> _parts = [];
    private long _room;
    private long _count;
    private bool _isComplete;
    private bool _isClosed;

    /// <summary>False only when the id has never been added and everything stored before has been.</summary>
    public bool MayHave(CommandId id)
    {
        lock (_gate)
        {
            if (!_isComplete)
                return true;
            foreach (var part in _parts)
            {
                if (part.MayHave(id.Value))
                    return true;
            }
            return false;
        }
    }

    public void Add(IEnumerable<CommandId> ids)
    {
        lock (_gate)
        {
            foreach (var id in ids)
                Put(id);
        }
    }

    public void Add(CommandId id)
    {
        lock (_gate)
            Put(id);
    }

    /// <summary>
    /// Adds what is stored, a page after the other, and is complete at its end. Until then, and after an error, everything is looked for.
    /// </summary>
    /// <param name="read">The next ids after one, in their order; none at the end.</param>
    public async Task Fill(Func<CommandId?, Task<IReadOnlyList<CommandId>>> read)
    {
        try
        {
            CommandId? last = null;
            while (await read(last) is { Count: > 0 } page)
            {
                if (Volatile.Read(ref _isClosed))
                    return;
                Add(page);
                last = page[^1];
            }
            lock (_gate)
                _isComplete = _count <= IdsMax;
        }
        catch (JournalUnavailableException)
        {
            // Looking for each id is slower, and as right.
        }
    }

    /// <summary>Ends a filling that goes on, soon.</summary>
    public void Close() => Volatile.Write(ref _isClosed, true);

    private void Put(CommandId id)
    {
        if (_count >= IdsMax)
        {
            _isComplete = false;
            _parts.Clear();
            return;
        }
        if (_room == 0)
        {
            // Each part holds as many as all before it, so that there are few to ask.
            _room = Math.Max(FirstIds, _count);
            _parts.Add(new FilterBits(checked((int)(_room * BitsPerId / FilterBits.BlockBits))));
        }
        _room--;
        _count++;
        // An id is a hash already.
        _parts[^1].Add(id.Value);
    }
}
