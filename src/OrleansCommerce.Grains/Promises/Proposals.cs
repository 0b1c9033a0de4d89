using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Promises;

/// <summary>What routing proposes is put to the owners of goods and slots; what they refuse is learnt for the next proposal.</summary>
public sealed class Proposals(ReservationService reservations, RoutingBoard board, EngineClock clock)
{
    /// <summary>Holds everything that an option takes, or nothing.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    /// <param name="fromQueue">For an order whose turn it is in the SKU's queue.</param>
    public Task<ReservationAnswer> Hold(
        RoutingOption option, string reservationId, int ttlSeconds, string? customerId, Origin origin, bool fromQueue = false)
    {
        var lines = option.Fulfilments.SelectMany(fulfilment => fulfilment.Lines.Select(
            line => new ReservationLine(new StockKey(line.Sku, fulfilment.LocationId), line.Quantity)));
        var slots = option.Fulfilments.Where(fulfilment => fulfilment.PickSlot is not null)
            .Select(fulfilment => new SlotLine(fulfilment.LocationId, fulfilment.PickSlot!.Value, 1));
        return reservations.Reserve(new(reservationId, ReservationLines.Sum(lines), ttlSeconds, customerId, SlotLines.Sum(slots), fromQueue), origin);
    }

    /// <summary>
    /// The same for a promise, until its deadline. Null: the owners had not all answered by then, nothing is held for the promise, and what
    /// they grant all the same is given back as soon as they have.
    /// </summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    internal async Task<ReservationAnswer?> Hold(
        RoutingOption option, string reservationId, PromiseRequest request, RoutingDeadline deadline, Origin origin)
    {
        var holding = Hold(option, reservationId, request.TtlSeconds, request.CustomerId, origin);
        try
        {
            return await holding.WaitAsync(deadline.Left, clock.Provider);
        }
        catch (TimeoutException) when (!holding.IsCompleted)
        {
            _ = GiveBack(holding, reservationId, origin);
            return null;
        }
    }

    /// <summary>Where this comes to nothing, as when the process ends, what is held ends by its time.</summary>
    private async Task GiveBack(Task<ReservationAnswer> holding, string reservationId, Origin origin)
    {
        try
        {
            if ((await holding).Problem == ReservationProblem.None)
            {
                await reservations.Release(reservationId, origin);
            }
        }
        catch (Exception e) when (RetriableException.Covers(e) || e is JournalUnavailableException)
        {
            // Nobody waits for it any more.
        }
    }

    /// <summary>What the owners said: how much there is, and of locations whose slots were taken what they have to offer at this moment.</summary>
    internal async Task<RoutingCorrections> Learn(RoutingCorrections corrections, RoutingOption option, ReservationAnswer answer)
    {
        var stock = (answer.Shortfalls.IsDefault ? [] : answer.Shortfalls)
            .Select(shortfall => new AtMost(shortfall.Item.Sku, shortfall.Item.LocationId, shortfall.Available));
        var full = (answer.FullSlots.IsDefault ? [] : answer.FullSlots).Select(slot => slot.LocationId).Distinct(StringComparer.Ordinal);
        if (answer.Problem is not (ReservationProblem.InsufficientStock or ReservationProblem.InsufficientCapacity))
        {
            // Whatever keeps these items from being held, another proposal does without them.
            stock = option.Fulfilments.SelectMany(fulfilment => fulfilment.Lines.Select(line => new AtMost(line.Sku, fulfilment.LocationId, 0)));
        }

        var facts = new List<LocationFacts>();
        foreach (var locationId in full)
        {
            if (await board.Read(locationId) is { } now)
            {
                facts.Add(now);
            }
        }

        return corrections.And(facts, stock);
    }
}
