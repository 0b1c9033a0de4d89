using System.Collections.Concurrent;

namespace OrleansCommerce.Grains.Orders;

/// <summary>
/// When each open order that this process has seen must be looked at again. Kept in memory: an order that is missing here is found in the
/// index.
/// </summary>
public sealed class OrderWatch
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _vainSince = new(StringComparer.Ordinal);

    /// <summary>Open orders that this process has seen.</summary>
    public int Count => _due.Count;

    /// <param name="due">Null: somebody else will come for it.</param>
    internal void Due(string orderId, DateTimeOffset? due)
    {
        _vainSince.TryRemove(orderId, out _);
        _due[orderId] = due ?? DateTimeOffset.MaxValue;
    }

    internal void Forget(string orderId)
    {
        _due.TryRemove(orderId, out _);
        _vainSince.TryRemove(orderId, out _);
    }

    /// <summary>
    /// Whether nothing has come of an order for so long that nothing will. What its customer was refused may still be written by an append of
    /// an owner that has lost it, so it is looked at once more after that time.
    /// </summary>
    internal bool IsVain(string orderId, DateTimeOffset now, TimeSpan patience)
    {
        var until = _vainSince.GetOrAdd(orderId, now) + patience;
        if (until <= now)
        {
            return true;
        }

        _due[orderId] = until;
        return false;
    }

    internal bool Knows(string orderId) => _due.ContainsKey(orderId);

    internal IReadOnlyList<string> DueAt(DateTimeOffset now, int limit) =>
        [.. _due.Where(entry => entry.Value <= now).OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(limit).Select(entry => entry.Key)];
}
