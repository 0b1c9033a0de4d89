namespace OrleansCommerce.Journal;

/// <summary>Stored bytes cannot be read: they are damaged or of a format that this program does not know.</summary>
public sealed class JournalFormatException(string message) : Exception(message);
