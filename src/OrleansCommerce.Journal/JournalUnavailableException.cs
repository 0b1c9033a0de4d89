namespace OrleansCommerce.Journal;

/// <summary>The storage could not do what was asked. It is worth trying again later.</summary>
/// <param name="mayBeWritten">False when it is certain that nothing was written.</param>
public sealed class JournalUnavailableException(string message, bool mayBeWritten, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>False when it is certain that nothing was written.</summary>
    public bool MayBeWritten { get; } = mayBeWritten;
}
