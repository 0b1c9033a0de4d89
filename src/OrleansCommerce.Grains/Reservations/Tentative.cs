using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// Which holds are a basket's try that may be taken back in a moment. Kept in memory only: it tells another basket that a short wait
/// may pay, and nothing depends on it. An entry counts for two seconds, longer than any try lasts. A struct, since a million items
/// have one and nearly all are empty.
/// </summary>
internal struct Tentative
{
    private static readonly TimeSpan CountsFor = TimeSpan.FromSeconds(2);

    private Dictionary<string, Try>? _tries;

    /// <param name="slot">Where the units are those of a slot; left out for goods.</param>
    public void Add(string reservationId, long units, DateTimeOffset now, PickSlot slot = default) =>
        (_tries ??= new(StringComparer.Ordinal))[reservationId] = new(units, now, slot);

    public void Remove(string reservationId)
    {
        if (_tries is not null && _tries.Remove(reservationId) && _tries.Count == 0)
        {
            _tries = null;
        }
    }

    /// <summary>Units that others than <paramref name="reservationId"/> hold as a try.</summary>
    public long Units(string reservationId, DateTimeOffset now, PickSlot slot = default)
    {
        if (_tries is null)
        {
            return 0;
        }

        foreach (var (stale, _) in _tries.Where(t => now - t.Value.Since > CountsFor).ToList())
        {
            _tries.Remove(stale);
        }

        return _tries.Where(t => t.Key != reservationId && t.Value.Slot == slot).Sum(t => t.Value.Units);
    }

    private readonly record struct Try(long Units, DateTimeOffset Since, PickSlot Slot);
}
