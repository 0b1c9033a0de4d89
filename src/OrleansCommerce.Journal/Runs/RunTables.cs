namespace OrleansCommerce.Journal;

/// <summary>The rows of the runs.</summary>
internal static class RunTables
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS run (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            level INTEGER NOT NULL,
            through INTEGER NOT NULL,
            keys INTEGER NOT NULL,
            pages BLOB NOT NULL,
            first_keys BLOB NOT NULL,
            filter BLOB) STRICT;
        CREATE TABLE IF NOT EXISTS page (id INTEGER PRIMARY KEY, entries BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS removed (
            stream BLOB PRIMARY KEY,
            through INTEGER NOT NULL,
            before_run INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    /// <summary>The names of the tables.</summary>
    public static readonly string[] Names = ["run", "page", "removed"];

    public static List<Run> Load(SqliteDatabase database)
    {
        var runs = new List<Run>();
        var statement = database.Statement("SELECT id, kind, level, through, keys, pages, first_keys, filter FROM run ORDER BY id");
        while (statement.Step())
        {
            var pages = ReadPages(statement.Span(5));
            runs.Add(new Run(
                statement.Number(0), (RunKind)statement.Number(1), (int)statement.Number(2), statement.Number(3), statement.Number(4),
                pages, ReadKeys(statement.Span(6), pages.Length), statement.IsNull(7) ? null : new FilterBits(statement.Span(7))));
        }
        return runs;
    }

    public static void Insert(SqliteDatabase database, Run run)
    {
        var statement = database.Statement("""
            INSERT INTO run (id, kind, level, through, keys, pages, first_keys, filter) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        statement.Bind(1, run.Id).Bind(2, (long)run.Kind).Bind(3, run.Level).Bind(4, run.Through).Bind(5, run.Keys);
        var (pages, before) = (new PayloadWriter(), 0L);
        foreach (var page in run.Pages)
        {
            pages.Number((ulong)(page - before));
            before = page;
        }
        var keys = new PayloadWriter();
        foreach (var key in run.FirstKeys)
        {
            keys.Number((ulong)key.Length);
            keys.Bytes(key);
        }
        statement.Bind(6, pages.Written).Bind(7, keys.Written);
        if (run.Filter is { } filter)
            statement.Bind(8, filter.Bytes);
        else
            statement.Bind(8, (long?)null);
        statement.Execute();
    }

    public static void Delete(SqliteDatabase database, Run run) =>
        database.Statement("DELETE FROM run WHERE id = ?1").Bind(1, run.Id).Execute();

    public static void InsertPage(SqliteDatabase database, long id, ReadOnlySpan<byte> page) =>
        database.Statement("INSERT INTO page (id, entries) VALUES (?1, ?2)").Bind(1, id).Bind(2, page).Execute();

    /// <summary>The statement stands at the page until it is reset.</summary>
    /// <exception cref="JournalFormatException">It is not there: the run has been merged meanwhile, or the database is damaged.</exception>
    public static SqliteStatement Page(SqliteDatabase database, long id)
    {
        var statement = database.Statement("SELECT entries FROM page WHERE id = ?1").Bind(1, id);
        return statement.Step() ? statement : throw new JournalFormatException($"Page {id} of the index is missing.");
    }

    public static int DeletePages(SqliteDatabase database, long from, long to) =>
        database.Statement("DELETE FROM page WHERE id BETWEEN ?1 AND ?2").Bind(1, from).Bind(2, to).Execute();

    /// <summary>Removes what merges that did not come to their end left behind, and what belonged to runs that are gone.</summary>
    public static void DeleteLeftovers(SqliteDatabase database, IEnumerable<Run> runs)
    {
        var pages = runs.SelectMany(run => run.Pages).ToArray();
        Array.Sort(pages);
        var next = 0L;
        foreach (var page in pages)
        {
            if (page > next)
                DeletePages(database, next, page - 1);
            next = page + 1;
        }
        DeletePages(database, next, long.MaxValue);
    }

    private static long[] ReadPages(ReadOnlySpan<byte> bytes)
    {
        var (pages, page) = (new List<long>(), 0L);
        for (var at = 0; at < bytes.Length;)
            pages.Add(page += PackedNumber.Read(bytes, ref at));
        return [.. pages];
    }

    private static byte[][] ReadKeys(ReadOnlySpan<byte> bytes, int count)
    {
        var keys = new byte[count][];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var length = (int)PackedNumber.Read(bytes, ref at);
            keys[i] = bytes.Slice(at, length).ToArray();
            at += length;
        }
        return keys;
    }
}
