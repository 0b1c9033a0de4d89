namespace OrleansCommerce.Journal;

/// <summary>
/// Goes through entries of a run. It has a copy of one page and no statement open, so that it may rest between two transactions. Used on one
/// thread, with any run after the other.
/// </summary>
internal sealed class RunCursor
{
    private readonly PayloadWriter _key = new();
    private byte[] _bytes = new byte[RunPageBuilder.SizeMax];
    private int _length;
    private Run? _run;
    private int _page = -1;
    private int _prefix;
    private int _count;
    private int _entry;

    /// <summary>Whether it stands at an entry.</summary>
    public bool IsLive { get; private set; }

    public ReadOnlySpan<byte> Key => _key.Written;

    public ReadOnlySpan<byte> Value => Page.Value(_entry);

    private RunPage Page => new(_bytes.AsSpan(0, _length));

    /// <summary>Goes to the first entry at or above a key.</summary>
    public bool Seek(SqliteDatabase database, Run run, ReadOnlySpan<byte> key)
    {
        Load(database, run, run.FirstPage(key));
        _entry = Page.CountBelow(key, inclusive: false);
        return Forward(database);
    }

    /// <summary>Goes to the last entry with a key; false when there is none.</summary>
    public bool SeekLast(SqliteDatabase database, Run run, ReadOnlySpan<byte> key)
    {
        IsLive = false;
        var page = run.LastPage(key);
        if (page < 0)
            return false;
        Load(database, run, page);
        _entry = Page.CountBelow(key, inclusive: true) - 1;
        return _entry >= 0 && Stand() && (IsLive = key.SequenceEqual(Key));
    }

    public bool Next(SqliteDatabase database)
    {
        _entry++;
        return Forward(database);
    }

    public bool Previous(SqliteDatabase database)
    {
        if (_entry == 0)
        {
            if (_page == 0)
                return IsLive = false;
            Load(database, _run!, _page - 1);
            _entry = _count;
        }
        _entry--;
        return Stand();
    }

    private bool Forward(SqliteDatabase database)
    {
        if (_entry >= _count)
        {
            if (_page + 1 >= _run!.Pages.Count)
                return IsLive = false;
            Load(database, _run, _page + 1);
            _entry = 0;
        }
        return Stand();
    }

    private bool Stand()
    {
        var suffix = Page.Suffix(_entry);
        _key.CutTo(_prefix);
        _key.Bytes(suffix);
        return IsLive = true;
    }

    private void Load(SqliteDatabase database, Run run, int index)
    {
        if (ReferenceEquals(run, _run) && index == _page)
            return;
        // Until it is whole it is nothing.
        (_run, _page) = (null, -1);
        var statement = RunTables.Page(database, run.Pages[index]);
        var bytes = statement.Span(0);
        if (_bytes.Length < bytes.Length)
            _bytes = new byte[bytes.Length];
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        statement.Reset();
        var page = Page;
        _key.Set(page.Prefix);
        (_run, _page, _prefix, _count) = (run, index, page.Prefix.Length, page.Count);
    }
}
