using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Which holds are a basket's try that may be taken back in a moment. Kept in memory only: it tells another basket that a short wait
/// may pay, and nothing depends on it. An entry counts for two seconds, longer than any try lasts. A struct, since a million items
/// have one and nearly all are empty.
/// </summary>
internal struct Tentative
{
    private static readonly TimeSpan CountsFor = TimeSpan.FromSeconds(2);

    private Dictionary<string, (long Units, DateTimeOffset Since)>? _tries;

    public void Follow(StockCommand command, StockAnswer answer, EngineClock clock)
    {
        switch (command)
        {
            case Reserve { OfBasket: true } c when answer.Refusal is null:
                (_tries ??= new(StringComparer.Ordinal))[c.ReservationId] = (c.Quantity, clock.Now);
                break;
            case Release c: Remove(c.ReservationId); break;
            case Prepare c: Remove(c.ReservationId); break;
        }
    }

    public void Remove(string reservationId)
    {
        if (_tries is not null && _tries.Remove(reservationId) && _tries.Count == 0)
        {
            _tries = null;
        }
    }

    /// <summary>Units that others than <paramref name="reservationId"/> hold as a try.</summary>
    public long Units(string reservationId, DateTimeOffset now)
    {
        if (_tries is null)
        {
            return 0;
        }

        foreach (var (stale, _) in _tries.Where(t => now - t.Value.Since > CountsFor).ToList())
        {
            _tries.Remove(stale);
        }

        return _tries.Where(t => t.Key != reservationId).Sum(t => t.Value.Units);
    }
}
