namespace OrleansCommerce.LoadTest.Commands;

/// <summary>The command cannot do its work; the message tells the user why and what to do.</summary>
internal sealed class NotRunException(string message) : Exception(message);
