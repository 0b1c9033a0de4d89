namespace OrleansCommerce.Journal;

/// <summary>The appends that wait, in the order in which they came. Callers hold the lock of the group commit.</summary>
internal sealed class AppendQueue(GroupCommitOptions options)
{
    private readonly LinkedList<PendingAppend> _waiting = new();
    private readonly HashSet<CommandId> _batchIds = [];
    private readonly HashSet<string> _deferred = new(StringComparer.Ordinal);
    private int _records;
    private long _bytes;

    /// <summary>May be read without the lock.</summary>
    public int Records => Volatile.Read(ref _records);

    /// <summary>May be read without the lock.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public PendingAppend? Oldest => _waiting.First?.Value;

    public void Add(PendingAppend append)
    {
        _waiting.AddLast(append);
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
        var byStream = new Dictionary<string, FramePart>(StringComparer.Ordinal);
        _batchIds.Clear();
        _deferred.Clear();
        var records = 0;
        var bytes = 0L;
        for (var node = _waiting.First; node is not null;)
        {
            var append = node.Value;
            var next = node.Next;
            if (append.Writer.IsFinished || append.HasEnded)
            {
                Remove(node);
                ended(append);
            }
            else if (parts.Count > 0 && !Fits(records + append.Records.Count, bytes + append.Bytes))
                break;
            else if (!_deferred.Contains(append.Writer.Stream) && TryTakeIds(append))
            {
                Remove(node);
                records += append.Records.Count;
                bytes += append.Bytes;
                if (!byStream.TryGetValue(append.Writer.Stream, out var part))
                {
                    byStream[append.Writer.Stream] = part = new FramePart(append.Writer);
                    parts.Add(part);
                }
                part.Appends.Add(append);
            }
            else
                _deferred.Add(append.Writer.Stream);
            node = next;
        }
        return parts;
    }

    public void RemoveOldest() => Remove(_waiting.First!);

    private bool Fits(int records, long bytes) => records <= options.BatchRecords && bytes <= options.BatchBytes;

    private bool TryTakeIds(PendingAppend append)
    {
        foreach (var record in append.Records)
        {
            if (record.CommandId is { } id && _batchIds.Contains(id))
                return false;
        }
        foreach (var record in append.Records)
        {
            if (record.CommandId is { } id)
                _batchIds.Add(id);
        }
        return true;
    }

    private void Remove(LinkedListNode<PendingAppend> node)
    {
        _waiting.Remove(node);
        Volatile.Write(ref _records, _records - node.Value.Records.Count);
        Volatile.Write(ref _bytes, _bytes - node.Value.Bytes);
    }
}
