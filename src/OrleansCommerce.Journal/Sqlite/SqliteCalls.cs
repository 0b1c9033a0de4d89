using System.Runtime.InteropServices;

namespace OrleansCommerce.Journal;

/// <summary>
/// The functions of SQLite that are called many times for each row, on handles that whoever calls keeps open. A safe handle would be
/// counted up and down at each call, and a change to native code and back costs more than most of them take.
/// </summary>
internal static class SqliteCalls
{
    private const string Library = "e_sqlite3";

    /// <summary>Tells SQLite to copy a text before it returns.</summary>
    private const nint Transient = -1;

    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> text) =>
        BindText(statement, parameter, ref MemoryMarshal.GetReference(text), text.Length, Transient);

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    public static extern int BindNumber(nint statement, int parameter, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    public static extern int BindNull(nint statement, int parameter);

    /// <summary>May wait for the disk.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_step")]
    public static extern int Step(nint statement);

    /// <inheritdoc cref="Step"/>
    [DllImport(Library, EntryPoint = "sqlite3_reset")]
    public static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_changes")]
    [SuppressGCTransition]
    public static extern int Changes(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    public static extern int ColumnType(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static extern long ColumnNumber(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text")]
    [SuppressGCTransition]
    private static extern int BindText(nint statement, int parameter, ref byte text, int length, nint destructor);
}
