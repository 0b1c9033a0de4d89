using System.Collections.Immutable;
using System.Globalization;

namespace OrleansCommerce.Domain.Supply.Demand;

/// <summary>The rules of those who wait for one SKU.</summary>
public static class DemandMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes.</summary>
    public static DemandDecision Decide(DemandState state, DemandCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        return command switch
        {
            Subscribe c => state.HasSubscription(c.CustomerId, c.LocationId) ? Nothing
                : state.SubscriptionCount >= DemandLimits.SubscriptionsMax ? TooMany
                : Accept(new SubscriptionMade(now, c.CustomerId, c.LocationId, c.IsNone)),
            Unsubscribe c => state.HasSubscription(c.CustomerId, c.LocationId)
                ? Accept(new SubscriptionEnded(now, c.CustomerId, c.LocationId))
                : Nothing,
            Observe c => new(DecideObserve(state, c, now)),
            Enqueue c => state.FindOrder(c.OrderId) is { } known
                ? known.Quantity == c.Quantity ? Nothing : Accept(new BackorderQueued(now, c.OrderId, c.Quantity, known.Since))
                : state.QueueCount >= DemandLimits.QueueMax ? TooMany : Accept(new BackorderQueued(now, c.OrderId, c.Quantity, c.Since)),
            Leave c => state.FindOrder(c.OrderId) is null ? Nothing : Accept(new BackorderLeft(now, c.OrderId)),
            _ => throw new InvalidOperationException($"Demand does not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(DemandState state, DemandEvent happened)
    {
        switch (happened)
        {
            case SubscriptionMade e: state.Put(new Subscription(e.CustomerId, e.LocationId, e.IsArmed)); break;
            case SubscriptionEnded e: state.RemoveSubscription(e.CustomerId, e.LocationId); break;
            case SubscriptionsArmed e:
                foreach (var (customerId, _) in state.At(e.LocationId).ToList())
                {
                    state.Put(new Subscription(customerId, e.LocationId, IsArmed: true));
                }

                break;
            case NotificationDue e:
                state.RemoveSubscription(e.CustomerId, e.LocationId);
                state.NotificationCount++;
                break;
            case BackorderQueued e:
                state.Put(new Backorder(e.OrderId, e.Quantity, e.Since, state.FindOrder(e.OrderId)?.Sequence ?? ++state.Sequence));
                break;
            case BackorderLeft e: state.RemoveOrder(e.OrderId); break;
            default: throw new InvalidOperationException($"Demand does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    /// <summary>Whether there is none at a location, or with null anywhere.</summary>
    public static bool IsNone(ImmutableArray<StockSeen> stock, string? locationId) => FoundAt(stock, locationId) is null;

    private static ImmutableArray<DemandEvent> DecideObserve(DemandState state, Observe c, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<DemandEvent>();
        var count = state.NotificationCount;
        foreach (var place in state.Places)
        {
            var foundAt = FoundAt(c.Stock, place);
            if (foundAt is null)
            {
                if (state.At(place).Any(entry => !entry.IsArmed))
                {
                    events.Add(new SubscriptionsArmed(now, place));
                }

                continue;
            }

            foreach (var (customerId, _) in state.At(place).Where(entry => entry.IsArmed))
            {
                if (count - state.NotificationCount >= DemandLimits.NotificationsPerDecisionMax)
                {
                    return events.ToImmutable();
                }

                var id = string.Create(CultureInfo.InvariantCulture, $"{c.Sku}:{++count}");
                events.Add(new NotificationDue(now, id, customerId, c.Sku, place, foundAt));
            }
        }

        return events.ToImmutable();
    }

    /// <summary>The first location, in the order of their ids, that has some; null: none has.</summary>
    private static string? FoundAt(ImmutableArray<StockSeen> stock, string? locationId)
    {
        string? found = null;
        foreach (var seen in stock)
        {
            if (seen.Available > 0 && (locationId is null || seen.LocationId == locationId)
                && (found is null || string.CompareOrdinal(seen.LocationId, found) < 0))
            {
                found = seen.LocationId;
            }
        }

        return found;
    }

    private static DemandDecision Nothing => new([]);

    private static DemandDecision TooMany => new([], IsTooMany: true);

    private static DemandDecision Accept(DemandEvent happened) => new([happened]);
}
