using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;

namespace OrleansCommerce.Grains.Orders;

// Finding who serves lines that wait: proposed by routing, decided by the owners of goods and slots, and taken in one step.
public sealed partial class OrderGrain
{
    /// <summary>Proposals of one routing; under contention each may meet others'.</summary>
    private const int RoundsMax = 12;

    private static readonly TimeSpan RoutingPatience = TimeSpan.FromSeconds(2);

    public async Task<bool> StockArrived(string sku)
    {
        var waiting = State.Backordered.Where(line => line.Sku == sku).ToImmutableArray();
        if (!State.Exists || waiting.IsEmpty)
        {
            return false;
        }

        await GiveBackTaken(Origin.Engine);
        await Assign(waiting, Origin.Engine, fromQueue: true);
        await CarryOut(Origin.Engine);
        return State.Backordered.Any(line => line.Sku == sku);
    }

    public async Task StockLost(string reservationId, string locationId, string sku, long covered)
    {
        if (State.Exists)
        {
            await Execute(new LoseUnits(reservationId, locationId, sku, covered), Origin.Engine);
            await CarryOut(Origin.Engine);
        }
    }

    /// <summary>Routes what waits: first by locations that could have it now; what nobody has waits for stock.</summary>
    private async Task RouteWaiting(Origin origin)
    {
        await GiveBackTaken(origin);
        if (State.Unassigned.IsEmpty || await Assign(State.Unassigned, origin))
        {
            return;
        }

        // Not all from anywhere: each line that somebody has by itself still gets there soonest.
        foreach (var line in State.Unassigned.Length > 1 ? State.Unassigned : [])
        {
            await Assign([line], origin);
        }

        if (!State.Unassigned.IsEmpty)
        {
            await Execute(new BackorderLines(State.Unassigned), origin);
        }
    }

    /// <summary>True when all of these lines have a location now; false when none has.</summary>
    private async Task<bool> Assign(ImmutableArray<OrderLine> lines, Origin origin, bool fromQueue = false)
    {
        var found = await RouteAndHold(State.Wish.Request(lines, State.Channel, State.UnableLocations, Now), State.CustomerId, origin, fromQueue);
        if (found is not { Option: { } option, ReservationId: { } id } || !await Take(id, origin))
        {
            return false;
        }

        var decision = await Execute(new AssignFulfilments(await Assignments(option, id)), origin);
        if (decision.Refusal is not null)
        {
            await GiveBackTaken(origin);
        }

        return decision.Refusal is null;
    }

    /// <summary>The best option that its owners agree to hold; none when nobody has it, or others were always faster.</summary>
    private async Task<Found> RouteAndHold(RoutingRequest request, string? customerId, Origin origin, bool fromQueue = false)
    {
        var start = Services.Clock.Provider.GetTimestamp();
        var corrections = RoutingCorrections.None with { IsFromQueue = fromQueue };
        for (var round = 1; round <= RoundsMax && Services.Clock.Provider.GetElapsedTime(start) < RoutingPatience; round++)
        {
            var deadline = RoutingDeadline.After(Services.Clock.Provider, RoutingPatience);
            var routed = await routing.Route(request with { At = Now }, corrections, deadline, CancellationToken.None);
            if (routed.Answer is { IsCut: true, Options.IsEmpty: true } && deadline.IsPast)
            {
                throw new RetriableException("There was no time to find out who could serve it.");
            }

            if (!routed.Answer.Problems.IsEmpty)
            {
                return new(null, null, routed.Answer.Problems);
            }

            if (routed.Answer.Options is not [{ Method: not FulfilmentMethods.Backorder } option, ..])
            {
                break;
            }

            var id = NextReservationId(round);
            var answer = await proposals.Hold(option, id, (int)terms.HoldFor.TotalSeconds, customerId, origin, fromQueue);
            if (answer.Reservation is { Status: ReservationStatus.Held })
            {
                return new(option, id, []);
            }

            corrections = await proposals.Learn(corrections, option, answer);
        }

        return new(null, null, []);
    }

    /// <summary>
    /// From now on the reservation is the order's, until fulfilments end its parts. That it is about to be is recorded before, so that it is
    /// given back if nothing comes of it.
    /// </summary>
    private async Task<bool> Take(string reservationId, Origin origin)
    {
        await FinishGivingBack(origin);
        await Execute(new TakeReservation(reservationId), origin);
        watch.Due(_id, Now + PlacingPatience);
        if ((await reservations.Confirm(reservationId, origin, _id)).Problem == ReservationProblem.None)
        {
            return true;
        }

        await GiveBackTaken(origin);
        return false;
    }

    /// <summary>
    /// Recorded before it is done: an append is what tells this owner that it is still the owner. One that has ended, or that another order
    /// has, is nothing to give back.
    /// </summary>
    private async Task GiveBackTaken(Origin origin)
    {
        if (State.Taking is { } left)
        {
            await Execute(new DropReservation(left), origin);
        }

        await FinishGivingBack(origin);
    }

    private async Task FinishGivingBack(Origin origin)
    {
        if (State.GivingBack is { } dropped)
        {
            await reservations.Release(dropped, origin, _id);
            await Execute(new FinishGivingBack(dropped), origin);
        }
    }

    private async Task<ImmutableArray<Assignment>> Assignments(RoutingOption option, string reservationId)
    {
        var made = ImmutableArray.CreateBuilder<Assignment>(option.Fulfilments.Length);
        var why = option.Reasons.IsDefaultOrEmpty ? null : string.Join(", ", option.Reasons);
        foreach (var planned in option.Fulfilments)
        {
            var isSupplier = option.Method == FulfilmentMethods.Delivery
                && await GrainFactory.GetGrain<ILocationGrain>(planned.LocationId).Read() is { Kind: LocationKind.Supplier };
            var method = option.Method switch
            {
                FulfilmentMethods.Pickup => OrderMethod.Pickup,
                FulfilmentMethods.Curbside => OrderMethod.Curbside,
                FulfilmentMethods.ShipToStore => OrderMethod.ShipToStore,
                _ => isSupplier ? OrderMethod.DropShip : OrderMethod.Delivery,
            };
            made.Add(new(
                FulfilmentIds.Of(_id, State.Fulfilments.Count + made.Count + 1), planned.LocationId, method,
                OrderLines.Sum(planned.Lines.Select(line => new OrderLine(line.Sku, line.Quantity))), planned.PickSlot, reservationId,
                AcceptSeconds(planned.PickSlot?.Start), option.CollectAt, why));
        }

        return made.DrainToImmutable();
    }

    /// <summary>A location need not accept before it opens for the slot in which it is to pick.</summary>
    private int AcceptSeconds(DateTimeOffset? slotStart)
    {
        var until = slotStart is { } start && start - Now > terms.AcceptWithin ? start - Now : terms.AcceptWithin;
        return (int)Math.Clamp(until.TotalSeconds, 1, OrderLimits.SecondsMax);
    }

    /// <summary>
    /// Nobody else's, since a caller's id can't hold a tilde, and none that was used before: neither by this order as it is now, nor by what
    /// a process that has ended wanted of it. What that left behind ends by its time.
    /// </summary>
    private string NextReservationId(int round) =>
        string.Create(CultureInfo.InvariantCulture, $"{_id}~{State.Version}.{Now.ToUnixTimeMilliseconds()}.{round}");

    /// <param name="Fields">What is wrong with the request.</param>
    private sealed record Found(RoutingOption? Option, string? ReservationId, ImmutableArray<InvalidField> Fields);
}
