namespace OrleansCommerce.Journal;

/// <summary>How the memory journal lets an append fail.</summary>
public enum AppendFailure
{
    None,

    /// <summary>Nothing is written, and the caller learns so.</summary>
    NotWritten,

    /// <summary>Nothing is written, and the caller does not learn so.</summary>
    UnknownNotWritten,

    /// <summary>Everything is written, and the caller does not learn so.</summary>
    UnknownWritten,
}
