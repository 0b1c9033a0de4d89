namespace OrleansCommerce.Journal;

/// <summary>The appends that wait, in the order in which they came. Callers hold the lock of the group commit.</summary>
internal sealed class AppendQueue(GroupCommitOptions options)
{
    private readonly Dictionary<string, FramePart> _byStream = new(StringComparer.Ordinal);
    private readonly HashSet<CommandId> _batchIds = [];
    private readonly HashSet<string> _deferred = new(StringComparer.Ordinal);
    private PendingAppend? _first;
    private PendingAppend? _last;
    private int _records;
    private long _bytes;

    /// <summary>May be read without the lock.</summary>
    public int Records => Volatile.Read(ref _records);

    /// <summary>May be read without the lock.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public PendingAppend? Oldest => _first;

    public void Add(PendingAppend append)
    {
        if (_last is null)
            _first = append;
        else
            _last.Next = append;
        _last = append;
        Volatile.Write(ref _records, _records + append.Records.Count);
        Volatile.Write(ref _bytes, _bytes + append.Bytes);
    }

    /// <summary>
    /// Takes the next batch, merging the appends of one stream. An append with a command id that the batch has already stays for the
    /// next one, and so does what its stream has behind it: by then the storage can tell which of the two was first.
    /// </summary>
    /// <param name="ended">Called with those whose writer is finished, in order.</param>
    public List<FramePart> Take(Action<PendingAppend> ended)
    {
        var parts = new List<FramePart>();
        _byStream.Clear();
        _batchIds.Clear();
        _deferred.Clear();
        var records = 0;
        var bytes = 0L;
        PendingAppend? before = null;
        for (var append = _first; append is not null;)
        {
            var next = append.Next;
            if (append.Writer.IsFinished || append.HasEnded)
            {
                Remove(append, before);
                ended(append);
            }
            else if (parts.Count > 0 && !Fits(records + append.Records.Count, bytes + append.Bytes))
                break;
            else if (!_deferred.Contains(append.Writer.Stream) && TryTakeIds(append))
            {
                Remove(append, before);
                records += append.Records.Count;
                bytes += append.Bytes;
                if (!_byStream.TryGetValue(append.Writer.Stream, out var part))
                {
                    _byStream[append.Writer.Stream] = part = new FramePart(append.Writer);
                    parts.Add(part);
                }
                part.Appends.Add(append);
            }
            else
            {
                _deferred.Add(append.Writer.Stream);
                before = append;
            }
            append = next;
        }
        return parts;
    }

    public void RemoveOldest() => Remove(_first!, before: null);

    private bool Fits(int records, long bytes) => records <= options.BatchRecords && bytes <= options.BatchBytes;

    private bool TryTakeIds(PendingAppend append)
    {
        // By index: an enumerator for each append would be what is allocated most.
        for (var i = 0; i < append.Records.Count; i++)
        {
            if (append.Records[i].CommandId is { } id && _batchIds.Contains(id))
                return false;
        }
        for (var i = 0; i < append.Records.Count; i++)
        {
            if (append.Records[i].CommandId is { } id)
                _batchIds.Add(id);
        }
        return true;
    }

    private void Remove(PendingAppend append, PendingAppend? before)
    {
        if (before is null)
            _first = append.Next;
        else
            before.Next = append.Next;
        if (append.Next is null)
            _last = before;
        append.Next = null;
        Volatile.Write(ref _records, _records - append.Records.Count);
        Volatile.Write(ref _bytes, _bytes - append.Bytes);
    }
}
