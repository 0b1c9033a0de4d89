namespace OrleansCommerce.Journal;

/// <summary>The storage must not be used: another process owns it, its settings lose data, or its schema is of another version.</summary>
public sealed class JournalStartException(string message, Exception? cause = null) : Exception(message, cause);
