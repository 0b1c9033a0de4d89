namespace OrleansCommerce.Journal;

/// <summary>Goes through several runs as if they were one: from key to key, and of each key through its values, those of the oldest run first.</summary>
internal sealed class RunUnion
{
    private readonly RunCursor[] _cursors;
    private readonly PayloadWriter _key = new();
    private int _at;
    private bool _isTaken;

    /// <param name="runs">Of one kind, the oldest first.</param>
    /// <param name="from">Where it begins.</param>
    public RunUnion(SqliteDatabase database, ReadOnlySpan<Run> runs, ReadOnlySpan<byte> from)
    {
        _cursors = new RunCursor[runs.Length];
        for (var i = 0; i < runs.Length; i++)
            (_cursors[i] = new RunCursor()).Seek(database, runs[i], from);
        _at = runs.Length;
    }

    public ReadOnlySpan<byte> Key => _key.Written;

    /// <summary>Goes to the next key; false at the end.</summary>
    public bool Next(SqliteDatabase database)
    {
        while (TryTake(database, out _))
        {
            // What nobody asked for is left.
        }
        RunCursor? lowest = null;
        for (var i = _cursors.Length - 1; i >= 0; i--)
        {
            if (_cursors[i].IsLive && (lowest is null || _cursors[i].Key.SequenceCompareTo(lowest.Key) <= 0))
                (lowest, _at) = (_cursors[i], i);
        }
        if (lowest is null)
            return false;
        _key.Set(lowest.Key);
        return true;
    }

    /// <summary>The next value of the key, which lasts until the next call; false when there is no more.</summary>
    public bool TryTake(SqliteDatabase database, out ReadOnlySpan<byte> value)
    {
        if (_isTaken)
            _cursors[_at].Next(database);
        for (_isTaken = false; _at < _cursors.Length; _at++)
        {
            if (!_cursors[_at].IsLive || !_cursors[_at].Key.SequenceEqual(Key))
                continue;
            _isTaken = true;
            value = _cursors[_at].Value;
            return true;
        }
        value = default;
        return false;
    }
}
