using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Reservations;

namespace OrleansCommerce.Grains.Orders;

// How an order comes in: from a promise, from a reservation, or from lines that are routed now.
public sealed partial class OrderGrain
{
    public async Task<OrderAnswer> Place(OrderRequest request, Origin origin)
    {
        if (State.Exists)
        {
            return IsSame(request) ? await Answer(isRepeated: true) : OrderAnswer.Refused(OrderProblem.IdReused);
        }

        await _index.Add();
        watch.Due(_id, Now + PlacingPatience);
        var placing = request.Wish switch
        {
            { PromiseId: not null } => await FromPromise(request, origin),
            { ReservationId: not null } => await FromReservation(request, origin),
            _ => await FromLines(request, origin),
        };
        if (placing.Refused is { } refused)
        {
            return await ForgetRefused(refused, request, origin);
        }

        var order = placing.Order!;
        if (State.Taking != placing.ReservationId)
        {
            // What an interrupted placing had taken: that one may have been of another promise, or of lines.
            await GiveBackTaken(origin);
        }

        if (placing.ReservationId is { } reservationId && !await Take(reservationId, origin))
        {
            return await ForgetRefused(OrderAnswer.Refused(OrderProblem.ReservationNotHeld), request, origin);
        }

        var decision = await Execute(order, origin);
        if (decision.Refusal is { } refusal)
        {
            return await ForgetRefused(OrderAnswer.Refused(ProblemOf(refusal)), request, origin);
        }

        await CarryOut(origin);
        return await Answer(isRepeated: false);
    }

    /// <summary>
    /// Nothing comes of it, and what it had taken goes back. Alone with its journal this process knows that. Where there are several,
    /// another owner may have placed the order since this one was loaded; and what an owner wrote that has lost it may come to light
    /// later, so that it is looked at once more before it is forgotten.
    /// </summary>
    private async Task<OrderAnswer> ForgetRefused(OrderAnswer refused, OrderRequest request, Origin origin)
    {
        await GiveBackTaken(origin);
        if (Services.Heads is null)
        {
            await Forget();
            return refused;
        }

        await LookAtHead(origin);
        return !State.Exists ? refused : IsSame(request) ? await Answer(isRepeated: true) : OrderAnswer.Refused(OrderProblem.IdReused);
    }

    private bool IsSame(OrderRequest request)
    {
        var (was, wish) = (State.Wish, request.Wish);
        return (State.CustomerId, State.Channel, was.PromiseId, was.OptionId, was.ReservationId)
            == (request.CustomerId, request.Channel, wish.PromiseId, wish.OptionId, wish.ReservationId)
            && (request.Lines.IsEmpty || (State.Lines.SequenceEqual(request.Lines) && was.Methods == wish.Methods));
    }

    private async Task<Placing> FromPromise(OrderRequest request, Origin origin)
    {
        var promise = await GrainFactory.GetGrain<IPromiseGrain>(request.Wish.PromiseId!).Read();
        if (promise is null)
        {
            return Refuse(OrderProblem.UnknownPromise);
        }

        var optionId = request.Wish.OptionId ?? promise.OptionId(0);
        if (promise.FindOption(optionId) is not { } option)
        {
            return Refuse(OrderProblem.UnknownOption);
        }

        var asked = promise.Request;
        var lines = OrderLines.Sum(asked.Lines.Select(line => new OrderLine(line.Sku, line.Quantity)));
        var wish = request.Wish with
        {
            Methods = option.Method == FulfilmentMethods.Backorder ? asked.Methods : option.Method,
            Destination = asked.Destination ?? await PlaceOf(option.CollectAt),
            DestinationRegion = asked.DestinationRegion,
        };
        var order = request with { Lines = lines, Wish = wish, CustomerId = request.CustomerId ?? asked.CustomerId };
        if (promise.ReservationId is { } held && optionId == promise.OptionId(0))
        {
            return new(await Order(order, option, held), held);
        }

        if (promise.ValidUntil <= Now)
        {
            return Refuse(OrderProblem.PromiseExpired);
        }

        return option.Method == FulfilmentMethods.Backorder
            ? new(Waiting(order), null)
            : await HoldOption(order, option, origin);
    }

    /// <summary>An option that nothing was held for: it is held now as it was promised, or the order is refused, since the customer chose it.</summary>
    private async Task<Placing> HoldOption(OrderRequest order, RoutingOption option, Origin origin)
    {
        await GiveBackTaken(origin);
        var id = NextReservationId(0);
        var answer = await proposals.Hold(option, id, (int)terms.HoldFor.TotalSeconds, order.CustomerId, origin);
        return answer.Reservation is { Status: ReservationStatus.Held } ? new(await Order(order, option, id), id)
            : answer.Problem == ReservationProblem.InsufficientCapacity ? Refuse(OrderProblem.InsufficientCapacity)
            : new(null, null, new(null, OrderProblem.InsufficientStock, Shortfalls: answer.Shortfalls));
    }

    private async Task<Placing> FromReservation(OrderRequest request, Origin origin)
    {
        var id = request.Wish.ReservationId!;
        if ((await reservations.Read(id)).Reservation is not { } held)
        {
            return Refuse(OrderProblem.UnknownReservation);
        }

        if (held.Status is not (ReservationStatus.Held or ReservationStatus.Confirmed) || (held.OrderId is { } other && other != _id))
        {
            return Refuse(OrderProblem.ReservationNotHeld);
        }

        var slots = held.Slots.IsDefault ? [] : held.Slots;
        var assignments = ImmutableArray.CreateBuilder<Assignment>();
        foreach (var at in held.Lines.GroupBy(line => line.Item.LocationId).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var method = await MethodAt(at.Key, request.Wish.Methods);
            var slot = slots.Where(line => line.LocationId == at.Key).Select(line => (Domain.Locations.Schedules.PickSlot?)line.Slot).FirstOrDefault();
            assignments.Add(new(
                FulfilmentIds.Of(_id, assignments.Count + 1), at.Key, method,
                OrderLines.Sum(at.Select(line => new OrderLine(line.Item.Sku, line.Quantity))), slot, id, AcceptSeconds(slot?.Start),
                method is OrderMethod.Pickup or OrderMethod.Curbside ? at.Key : null));
        }

        var lines = OrderLines.Sum(assignments.SelectMany(assignment => assignment.Lines));
        var wish = request.Wish with { Destination = request.Wish.Destination ?? await PlaceOf(assignments[0].LocationId) };
        return new(new PlaceOrder(_id, request.CustomerId ?? held.CustomerId, request.Channel, lines, assignments.ToImmutable(), [], wish), id);
    }

    private async Task<Placing> FromLines(OrderRequest request, Origin origin)
    {
        await GiveBackTaken(origin);
        var wish = request.Wish with { Destination = request.Wish.Destination ?? await PlaceOf(request.Wish.LocationId) };
        var order = request with { Wish = wish };
        var asked = request.Wish.Request(request.Lines, request.Channel, [], Now);
        await log.Record(_id, asked, origin);
        var found = await RouteAndHold(asked, request.CustomerId, origin);
        return found switch
        {
            { Fields.IsEmpty: false } => new(null, null, new(null, OrderProblem.Invalid, Fields: found.Fields)),
            { Option: { } option, ReservationId: { } id } when IsAsked(option.Method, wish.Methods) => new(await Order(order, option, id), id),
            { ReservationId: { } id } => await GivenBack(order, id, origin),
            _ => NotNow(order),
        };
    }

    /// <summary>There is a way, but not one that the customer asked for: nobody chose it.</summary>
    private async Task<Placing> GivenBack(OrderRequest order, string reservationId, Origin origin)
    {
        await reservations.Release(reservationId, origin);
        return NotNow(order);
    }

    /// <summary>As it was asked for nobody has it: it waits, if it may.</summary>
    private Placing NotNow(OrderRequest order) =>
        order.Wish.Methods.HasFlag(FulfilmentMethods.Backorder) ? new(Waiting(order), null) : Refuse(OrderProblem.InsufficientStock);

    private static bool IsAsked(FulfilmentMethods method, FulfilmentMethods asked) =>
        asked.HasFlag(method) || (method is FulfilmentMethods.Pickup && asked.HasFlag(FulfilmentMethods.Curbside));

    private async Task<PlaceOrder> Order(OrderRequest order, RoutingOption option, string reservationId) => new(
        _id, order.CustomerId, order.Channel, order.Lines, await Assignments(option, reservationId), [], order.Wish);

    private PlaceOrder Waiting(OrderRequest order) => new(_id, order.CustomerId, order.Channel, order.Lines, [], order.Lines, order.Wish);

    /// <summary>How a reservation without a word of it reaches the customer: as they said, or else at the store's own counter.</summary>
    private async Task<OrderMethod> MethodAt(string locationId, FulfilmentMethods asked)
    {
        var location = await GrainFactory.GetGrain<ILocationGrain>(locationId).Read();
        var offers = location is null ? LocationServices.Pickup : ProfileReader.Read(location, out _)?.Services ?? LocationServices.None;
        var isPickup = asked.HasFlag(FulfilmentMethods.Pickup) && (offers.HasFlag(LocationServices.Pickup) || asked == FulfilmentMethods.Pickup);
        return isPickup ? OrderMethod.Pickup
            : asked.HasFlag(FulfilmentMethods.Curbside) && offers.HasFlag(LocationServices.Curbside) ? OrderMethod.Curbside
            : location?.Kind == LocationKind.Supplier ? OrderMethod.DropShip
            : OrderMethod.Delivery;
    }

    private async Task<Coordinates?> PlaceOf(string? locationId) =>
        locationId is not null && await GrainFactory.GetGrain<ILocationGrain>(locationId).Read() is { } location
            ? new Coordinates(location.Latitude, location.Longitude)
            : null;

    private static Placing Refuse(OrderProblem problem) => new(null, null, OrderAnswer.Refused(problem));

    /// <summary>What is to be placed, with what holds its goods; or why it is refused.</summary>
    private sealed record Placing(PlaceOrder? Order, string? ReservationId, OrderAnswer? Refused = null);
}
