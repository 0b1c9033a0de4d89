using System.Collections.Concurrent;
using Orleans;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>
/// What this process knows of locations, at most five seconds old: a list sorted by distance needs hundreds of them at once. The
/// grains remain the authority.
/// </summary>
public sealed class LocationDirectory(IGrainFactory grains, EngineClock clock)
{
    /// <summary>Locations kept; with one more all are forgotten, which costs a look-up each.</summary>
    public const int KeptMax = 20_000;

    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Null: nobody has described it.</summary>
    public Task<Location?> Find(string locationId)
    {
        var now = clock.Provider.GetTimestamp();
        if (_entries.TryGetValue(locationId, out var known) && !known.Reading.IsFaulted
            && clock.Provider.GetElapsedTime(known.Since, now) < AgeMax)
        {
            return known.Reading;
        }

        if (_entries.Count >= KeptMax)
        {
            _entries.Clear();
        }

        var reading = grains.GetGrain<ILocationGrain>(locationId).Read();
        _entries[locationId] = new(reading, now);
        return reading;
    }

    /// <summary>Those that are described, by id.</summary>
    public async Task<IReadOnlyDictionary<string, Location>> FindAll(IEnumerable<string> locationIds)
    {
        var readings = locationIds.Distinct(StringComparer.Ordinal).Select(id => (Id: id, Reading: Find(id))).ToList();
        await Task.WhenAll(readings.Select(found => found.Reading));
        var all = new Dictionary<string, Location>(readings.Count, StringComparer.Ordinal);
        foreach (var (id, reading) in readings)
        {
            if (await reading is { } location)
            {
                all.Add(id, location);
            }
        }

        return all;
    }

    /// <summary>It was described anew: the next one who asks gets that.</summary>
    public void Forget(string locationId) => _entries.TryRemove(locationId, out _);

    private readonly record struct Entry(Task<Location?> Reading, long Since);
}
