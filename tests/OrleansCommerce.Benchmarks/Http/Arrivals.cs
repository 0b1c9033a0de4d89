using System.Diagnostics;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>When requests are due, and which items they are for. For one thread.</summary>
/// <param name="endTicks">From then on nothing is due.</param>
/// <param name="perSecond">
/// Requests a second, whether or not those before are answered, each independent of the others; 0: whenever a connection is free.
/// </param>
/// <param name="draw">The number of an item; negative when there are no more.</param>
internal sealed class Arrivals(long endTicks, double perSecond, Func<Random, int> draw)
{
    private readonly Random _random = new();
    private long _due = Stopwatch.GetTimestamp();
    private bool _isOver;

    /// <summary>Takes the next request, if it is due.</summary>
    /// <param name="dueTicks">The moment at which it was, from which its time counts.</param>
    public bool TryTake(long now, WireConnection connection, out long dueTicks)
    {
        dueTicks = perSecond > 0 ? _due : now;
        if (_isOver || dueTicks > now)
            return false;
        var number = dueTicks < endTicks ? draw(_random) : -1;
        _isOver = number < 0;
        if (_isOver)
            return false;
        connection.Request.Renew(_random, number);
        if (perSecond > 0)
            _due += (long)(-Math.Log(1 - _random.NextDouble()) / perSecond * Stopwatch.Frequency);
        return true;
    }

    /// <summary>Nothing is due any more.</summary>
    public bool IsOver => _isOver;

    /// <summary>How long nobody needs to look whether something is due, at most so long.</summary>
    public int PauseMs(long now, int max) => perSecond > 0 && !_isOver
        ? (int)Math.Clamp((_due - now) / (Stopwatch.Frequency / 1_000), 1, max)
        : max;
}
