namespace OrleansCommerce.LoadTest.Http;

/// <summary>How long to wait before a request is sent again.</summary>
internal static class Backoff
{
    private const double FirstMs = 25;
    private const double LongestMs = 2_000;

    /// <summary>
    /// Doubles with each attempt up to 2 s, and half of it is drawn by lot, so that callers refused together do not come back
    /// together. Never less than what the server asked for.
    /// </summary>
    public static TimeSpan After(int attempt, TimeSpan? retryAfter)
    {
        var ms = Math.Min(LongestMs, FirstMs * Math.Pow(2, attempt - 1));
        var wait = TimeSpan.FromMilliseconds(ms / 2 + ms / 2 * Random.Shared.NextDouble());
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
