namespace OrleansCommerce.Journal;

/// <summary>
/// Of which streams places were removed, and through which version: runs are never changed, so what is in them goes with the next merge. Each
/// says before which run it was: when all runs are younger, it has been followed everywhere.
/// </summary>
internal sealed class RemovedPlaces
{
    private const int PageSize = 1_000;

    private readonly Queue<(byte[] Stream, long Through)> _page = new();
    private byte[] _last = [];
    private bool _isEnd;

    /// <summary>The version through which places of a stream were removed; 0 when none were.</summary>
    public static long Through(SqliteDatabase database, ReadOnlySpan<byte> stream)
    {
        var statement = database.Statement("SELECT through FROM removed WHERE stream = ?1").Bind(1, stream);
        var through = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return through;
    }

    public static void Add(SqliteDatabase database, ReadOnlySpan<byte> stream, long through, long beforeRun) => database
        .Statement("""
            INSERT INTO removed (stream, through, before_run) VALUES (?1, ?2, ?3)
            ON CONFLICT (stream) DO UPDATE SET through = max(through, excluded.through), before_run = excluded.before_run
            """)
        .Bind(1, stream).Bind(2, through).Bind(3, beforeRun).Execute();

    /// <summary>Forgets what has been followed in all runs.</summary>
    /// <param name="oldest">The lowest id of a run that has places.</param>
    public static void Forget(SqliteDatabase database, long oldest) =>
        database.Statement("DELETE FROM removed WHERE before_run <= ?1").Bind(1, oldest).Execute();

    public static long Count(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT count(*) FROM removed");
        var count = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return count;
    }

    /// <summary>As <see cref="Through"/>, asked for one stream after the other in the order of their names.</summary>
    public long Next(SqliteDatabase database, ReadOnlySpan<byte> stream)
    {
        while (true)
        {
            if (_page.Count == 0 && !TryRead(database))
                return 0;
            var order = _page.Peek().Stream.AsSpan().SequenceCompareTo(stream);
            if (order == 0)
                return _page.Peek().Through;
            if (order > 0)
                return 0;
            _page.Dequeue();
        }
    }

    private bool TryRead(SqliteDatabase database)
    {
        if (_isEnd)
            return false;
        var statement = database.Statement("SELECT stream, through FROM removed WHERE stream > ?1 ORDER BY stream LIMIT ?2")
            .Bind(1, _last).Bind(2, PageSize);
        while (statement.Step())
            _page.Enqueue((_last = statement.Bytes(0), statement.Number(1)));
        _isEnd = _page.Count < PageSize;
        return _page.Count > 0;
    }
}
