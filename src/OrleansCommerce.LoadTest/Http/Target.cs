namespace OrleansCommerce.LoadTest.Http;

/// <summary>The server under load, and how patient this side is with it.</summary>
/// <param name="RetryFor">How long one request is sent again before it counts as an error.</param>
/// <param name="ReadyWithin">How long to wait for the server to be ready.</param>
internal sealed record Target(Uri Url, string? Token, int Concurrency, TimeSpan RetryFor, TimeSpan ReadyWithin);
