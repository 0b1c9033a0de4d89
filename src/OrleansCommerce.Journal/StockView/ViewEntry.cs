namespace OrleansCommerce.Journal;

/// <summary>What the view lacks of one stream, and the row that waits for it: together, since each costs a miss of the processor's cache.</summary>
internal struct ViewEntry
{
    /// <summary>Null while the entry is free.</summary>
    public string? Stream;

    public int Hash;

    /// <summary>The entry behind this one with a similar hash, or among the free ones.</summary>
    public int Next;

    /// <summary>Frames that are not in the table, nor among the rows being written to it.</summary>
    public ViewLack Unwritten;

    /// <summary>Frames that no row shows which was handed over.</summary>
    public ViewLack Unreported;

    /// <summary>When the unreported frames were entered, or last shown in part.</summary>
    public long Since;

    /// <summary>Differs each time that an unreported frame is entered.</summary>
    public long Mark;

    /// <summary>Whether <see cref="Row"/> waits to be written.</summary>
    public bool IsDirty;

    public KeptRow Row;

    public readonly bool IsEmpty => !IsDirty && !Unwritten.IsThere && !Unreported.IsThere;
}
