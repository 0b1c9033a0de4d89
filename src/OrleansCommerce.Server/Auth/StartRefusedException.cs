namespace OrleansCommerce.Server.Auth;

/// <summary>The server must not start as it is configured; the message says in one line what to change.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
