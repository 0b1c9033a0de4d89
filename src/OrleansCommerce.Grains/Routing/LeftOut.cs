using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// Locations that have just rejected an order, or let it time out: for as long as the policy says for the reason, they are asked for nothing.
/// Each process knows of the orders that it keeps, and learns of them again when it loads them after a start.
/// </summary>
public sealed class LeftOut(EngineClock clock)
{
    /// <summary>No policy leaves a location out for longer than a year.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(365);

    private readonly ConcurrentDictionary<(string LocationId, string Reason), DateTimeOffset> _last = new();

    /// <summary>An order's event, new or read again.</summary>
    public void Take(OrderEvent happened)
    {
        switch (happened)
        {
            case FulfilmentRejected e: Take(e.Of.LocationId, e.Reason, e.At); break;
            case FulfilmentTimedOut e: Take(e.Of.LocationId, "timed-out", e.At); break;
        }
    }

    /// <summary>Who is left out now, in the order of ids.</summary>
    internal ImmutableArray<string> Of(RoutingPolicy policy, DateTimeOffset now)
    {
        if (policy.Rejections.IsEmpty || _last.IsEmpty)
        {
            return [];
        }

        var minutes = policy.Rejections.ToDictionary(terms => terms.Reason, terms => terms.Minutes, StringComparer.Ordinal);
        return
        [
            .. _last.Where(entry => minutes.TryGetValue(entry.Key.Reason, out var left) && entry.Value.AddMinutes(left) > now)
                .Select(entry => entry.Key.LocationId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private void Take(string locationId, string reason, DateTimeOffset at)
    {
        if (clock.Now - at < RememberedFor)
        {
            _last.AddOrUpdate((locationId, reason), at, (_, known) => known > at ? known : at);
        }
    }
}
