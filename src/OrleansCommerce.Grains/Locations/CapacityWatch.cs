using System.Collections.Concurrent;

namespace OrleansCommerce.Grains.Locations;

/// <summary>
/// Which locations' pick capacity, or description, changed in this process since somebody last asked, and when each must be looked at
/// again. Kept in memory: what is lost with it is found again by the next slow look at all of them.
/// </summary>
public sealed class CapacityWatch
{
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private long _descriptions;

    /// <summary>Each is named once, in the order of ids; the next answer has what changed after this one.</summary>
    public IReadOnlyList<string> TakeChanged()
    {
        var taken = _changed.Keys.Where(id => _changed.TryRemove(id, out _)).ToList();
        taken.Sort(StringComparer.Ordinal);
        return taken;
    }

    /// <summary>How often a location has been described in this process. Whoever shows locations compares it with what it was when they looked.</summary>
    public long Descriptions => Interlocked.Read(ref _descriptions);

    internal void Changed(string locationId) => _changed[locationId] = 0;

    internal void Described(string locationId)
    {
        Changed(locationId);
        Interlocked.Increment(ref _descriptions);
    }

    /// <param name="due">When a hold there must be looked at again; null: never.</param>
    internal void Changed(string locationId, DateTimeOffset? due)
    {
        Changed(locationId);
        if (due is { } at)
        {
            _due[locationId] = at;
        }
        else
        {
            _due.TryRemove(locationId, out _);
        }
    }

    /// <summary>Locations with a hold that is due, in the order of ids.</summary>
    internal IReadOnlyList<string> Due(DateTimeOffset now) =>
        _due.IsEmpty ? [] : [.. _due.Where(entry => entry.Value <= now).Select(entry => entry.Key).Order(StringComparer.Ordinal)];
}
