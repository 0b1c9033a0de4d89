using System.Collections.Concurrent;

namespace OrleansCommerce.Grains.Orders;

/// <summary>
/// When each open order that this process has seen must be looked at again. Kept in memory: an order that is missing here is found in the
/// index.
/// </summary>
public sealed class OrderWatch
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);

    /// <summary>Open orders that this process has seen.</summary>
    public int Count => _due.Count;

    /// <param name="due">Null: somebody else will come for it.</param>
    internal void Due(string orderId, DateTimeOffset? due) => _due[orderId] = due ?? DateTimeOffset.MaxValue;

    internal void Forget(string orderId) => _due.TryRemove(orderId, out _);

    internal bool Knows(string orderId) => _due.ContainsKey(orderId);

    internal IReadOnlyList<string> DueAt(DateTimeOffset now, int limit) =>
        [.. _due.Where(entry => entry.Value <= now).OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(limit).Select(entry => entry.Key)];
}
