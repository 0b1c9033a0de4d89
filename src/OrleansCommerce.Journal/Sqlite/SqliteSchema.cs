using System.Globalization;
using System.Security.Cryptography;

namespace OrleansCommerce.Journal;

/// <summary>The tables of the embedded journal.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this program reads and writes.</summary>
    public const int Version = 2;

    // Version 2 has tables more; what version 1 wrote stays where it is and is read.
    private const int OldestVersion = 1;

    /// <summary>The version of the view: the third has its rows in the order of their key, no index by position, and a column more.</summary>
    private const int ViewVersion = 3;

    /// <summary>The version of the index: the third keeps it in runs.</summary>
    private const int IndexVersion = 3;

    private const string ThroughSetting = "through";
    private const string NewestSetting = "newest";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS frame (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            first_version INTEGER NOT NULL,
            last_version INTEGER NOT NULL,
            payload BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS frame_stream ON frame (stream, last_version);
        CREATE TABLE IF NOT EXISTS compacted (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            first_version INTEGER NOT NULL,
            ids BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS block (position INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS snapshot (stream TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
        """;

    private const string Index = """
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        """ + RunTables.Create;

    private const string View = """
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS stock_item (
            location_id TEXT NOT NULL,
            sku TEXT NOT NULL,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            on_hand INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            safety_stock INTEGER NOT NULL,
            damaged INTEGER NOT NULL,
            received INTEGER NOT NULL,
            gone_out INTEGER NOT NULL,
            holds INTEGER NOT NULL,
            next_expiry INTEGER,
            updated_at INTEGER NOT NULL,
            oldest_confirmed INTEGER,
            PRIMARY KEY (location_id, sku)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS stock_item_sku ON stock_item (sku, location_id);
        CREATE INDEX IF NOT EXISTS stock_item_due ON stock_item (next_expiry) WHERE next_expiry IS NOT NULL;
        CREATE INDEX IF NOT EXISTS stock_item_short ON stock_item (location_id, sku) WHERE reserved > on_hand;
        CREATE INDEX IF NOT EXISTS stock_item_aged ON stock_item (oldest_confirmed, sku, location_id) WHERE oldest_confirmed IS NOT NULL;
        """;

    /// <summary>Makes the tables of a new journal, with an epoch of its own, or checks those of an old one.</summary>
    public static void Prepare(SqliteDatabase database)
    {
        CheckVersion(database, "journal", Version);
        database.InTransaction("BEGIN IMMEDIATE", static database =>
        {
            Create(database, Tables);
            WriteVersion(database, Version);
            Seed(database, JournalSettings.Epoch, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            return 0;
        });
    }

    /// <summary>Makes the view, or empties it when it belongs to another journal or is ahead of this one, as after a restore.</summary>
    public static void PrepareView(SqliteDatabase database, string epoch, long head)
    {
        CheckVersion(database, "view", ViewVersion);
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            DropEarlierView(database);
            return 0;
        });
        PrepareDerived(
            database, ViewVersion, View, epoch, ["stock_item"], database => Math.Max(Newest(database), Through(database)) > head);
    }

    /// <summary>Makes the index, or empties it when it belongs to another journal or is ahead of this one, as after a restore.</summary>
    public static void PrepareIndex(SqliteDatabase database, string epoch, long head)
    {
        CheckVersion(database, "index", IndexVersion);
        PrepareDerived(database, IndexVersion, Index, epoch, RunTables.Names, database => Through(database) > head);
    }

    /// <summary>Whether a database has the index in an earlier form, which is not read any more: it is made anew.</summary>
    public static bool IsEarlierIndex(SqliteDatabase database) => HasSettings(database)
        && int.TryParse(Setting(database, JournalSettings.Schema), CultureInfo.InvariantCulture, out var version) && version < IndexVersion;

    /// <summary>How far what was derived from the journal follows it.</summary>
    public static long Through(SqliteDatabase database) => Position(database, ThroughSetting);

    /// <summary>The newest position of a row of the view.</summary>
    public static long Newest(SqliteDatabase database) => Position(database, NewestSetting);

    /// <summary>Moves that on; never back. Part of the transaction that makes it true.</summary>
    public static void WriteThrough(SqliteDatabase database, long position) => WritePosition(database, ThroughSetting, position);

    /// <inheritdoc cref="WriteThrough"/>
    public static void WriteNewest(SqliteDatabase database, long position) => WritePosition(database, NewestSetting, position);

    public static string? Setting(SqliteDatabase database, string name)
    {
        var statement = database.Statement("SELECT value FROM setting WHERE name = ?1").Bind(1, name);
        var value = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return value;
    }

    private static long Position(SqliteDatabase database, string name) =>
        long.Parse(Setting(database, name) ?? "0", CultureInfo.InvariantCulture);

    private static void WritePosition(SqliteDatabase database, string name, long position)
    {
        if (position <= Position(database, name))
            return;
        database.Statement("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
            .Bind(1, name).Bind(2, position.ToString(CultureInfo.InvariantCulture)).Execute();
    }

    private static void PrepareDerived(
        SqliteDatabase database,
        int version,
        string tables,
        string epoch,
        string[] names,
        Func<SqliteDatabase, bool> isAhead)
    {
        database.InTransaction("BEGIN IMMEDIATE", database =>
        {
            Create(database, tables);
            WriteVersion(database, version);
            Seed(database, JournalSettings.Epoch, epoch);
            if (Setting(database, JournalSettings.Epoch) == epoch && !isAhead(database))
                return 0;
            foreach (var name in names)
                database.Execute($"DELETE FROM {name}");
            database.Statement("DELETE FROM setting WHERE name IN (?1, ?2)").Bind(1, ThroughSetting).Bind(2, NewestSetting).Execute();
            return database.Statement("UPDATE setting SET value = ?1 WHERE name = ?2")
                .Bind(1, epoch).Bind(2, JournalSettings.Epoch).Execute();
        });
    }

    private static void CheckVersion(SqliteDatabase database, string what, int newest)
    {
        if (!HasSettings(database))
            return;
        var stored = Setting(database, JournalSettings.Schema);
        if (stored is not null && !(int.TryParse(stored, CultureInfo.InvariantCulture, out var version) && version >= OldestVersion && version <= newest))
            throw new JournalStartException($"The {what} has schema version {stored}; this program works with version {newest}.");
    }

    private static bool HasSettings(SqliteDatabase database) =>
        database.ReadText("SELECT 1 FROM sqlite_schema WHERE name = 'setting'") is not null;

    // What is derived from the journal need not be brought from form to form: it is derived anew.
    private static void DropEarlierView(SqliteDatabase database)
    {
        if (database.ReadText("SELECT 1 FROM sqlite_schema WHERE name = 'stock_item'") is not null
            && database.ReadText("SELECT 1 FROM pragma_table_info('stock_item') WHERE name = 'oldest_confirmed'") is null)
        {
            database.Execute("DROP TABLE stock_item");
            database.Statement("DELETE FROM setting WHERE name IN (?1, ?2)").Bind(1, ThroughSetting).Bind(2, NewestSetting).Execute();
        }
    }

    private static void Create(SqliteDatabase database, string tables)
    {
        foreach (var table in tables.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            database.Execute(table);
    }

    // A program that does not know the newer tables must not open what has them.
    private static void WriteVersion(SqliteDatabase database, int version) => database
        .Statement("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
        .Bind(1, JournalSettings.Schema).Bind(2, version.ToString(CultureInfo.InvariantCulture)).Execute();

    private static void Seed(SqliteDatabase database, string name, string value) =>
        database.Statement("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, ?2)").Bind(1, name).Bind(2, value).Execute();
}
