using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;
using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>Orders: placed, looked at, cancelled, returned.</summary>
public static class OrderEndpoints
{
    private const string CancelledByCaller = "cancelled";

    public static void MapOrders(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/orders").WithTags("Orders");
        group.MapPost("", Place).WithMetadata(TakesIdempotencyKey.Instance).RequireAuthorization(Scopes.OrdersWrite)
            .WithSummary("Take an order on: from a promise, from a reservation, or from lines that are routed now. Its goods, capacity and slots are its own when this is answered.")
            .Produces<OrderView>(StatusCodes.Status201Created)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.NoLines, ProblemKinds.TooManyLines, ProblemKinds.UnknownPromise,
                ProblemKinds.UnknownReservation, ProblemKinds.UnknownLocation, ProblemKinds.UnknownSku, ProblemKinds.ReservationNotHeld,
                ProblemKinds.PromiseExpired, ProblemKinds.InsufficientStock, ProblemKinds.InsufficientCapacity, ProblemKinds.IdReused);
        group.MapGet("/{orderId}", Read).RequireAuthorization(Scopes.OrdersRead).WithSummary("An order with its fulfilments and its history.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownOrder);
        group.MapPost("/{orderId}/cancel", Cancel).RequireAuthorization(Scopes.OrdersWrite)
            .WithSummary("Everything that has not left yet is off: goods and slots are free again. Twice is once.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownOrder, ProblemKinds.WrongState);
        group.MapPost("/{orderId}/returns", Return).RequireAuthorization(Scopes.OrdersWrite)
            .WithSummary("Goods came back, to any location: resaleable ones are available there again, damaged ones are set apart. Never more than have left.")
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.NoLines, ProblemKinds.TooManyLines, ProblemKinds.UnknownOrder,
                ProblemKinds.UnknownLocation, ProblemKinds.TooManyUnits, ProblemKinds.IdReused);
    }

    private static async Task<Reply<OrderView>> Place(
        Body<OrderBody> body, Caller caller, HttpRequest http, PostalCodes places, LocationDirectory locations, IGrainFactory grains)
    {
        if (caller.IsBound)
        {
            return Problem.Of(ProblemKinds.Forbidden, "The token is bound to some locations; an order may be served by any.");
        }

        var id = body.Value.OrderId ?? ReservationNames.OfKind('o', caller.Origin.Actor, ReservationNames.Key(http));
        if (OrderRules.Read(body.Value, id, places, out var problem) is not { } request)
        {
            return problem!;
        }

        if (request.Wish.LocationId is { } chosen && await locations.Find(chosen) is null)
        {
            return Problem.OfField(ProblemKinds.UnknownLocation, "locationId", ProblemKinds.UnknownLocation.Meaning);
        }

        var answer = await grains.GetGrain<IOrderGrain>(id).Place(request, caller.Origin);
        return answer.Order is not { } order ? OrderProblems.Of(answer)
            : answer.IsRepeated ? OrderView.Of(order)
            : Reply<OrderView>.Created(OrderView.Of(order), $"/v1/orders/{id}");
    }

    private static async Task<Reply<OrderView>> Read(string orderId, Caller caller, IGrainFactory grains)
    {
        var answer = await grains.GetGrain<IOrderGrain>(orderId).Read();
        return answer.Order is not { } order ? OrderProblems.Of(answer)
            : MayReach(caller, order) ? OrderView.Of(order)
            : Problem.Of(ProblemKinds.Forbidden, "The token is bound to other locations.");
    }

    private static async Task<Reply<OrderView>> Cancel(string orderId, OptionalBody<ReasonBody> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalText("reason", body.Value?.Reason, OrderRules.ReasonLengthMax);
        return errors.ToProblem() is { } problem ? problem
            : Answer(await grains.GetGrain<IOrderGrain>(orderId).Step(new CancelOrder(body.Value?.Reason ?? CancelledByCaller), caller.Reach, caller.Origin));
    }

    private static async Task<Reply<OrderView>> Return(string orderId, Body<ReturnBody> body, Caller caller, IGrainFactory grains)
    {
        if (OrderRules.ReadReturn(body.Value, out var problem) is not { } returned)
        {
            return problem!;
        }

        return await grains.GetGrain<ILocationGrain>(returned.LocationId).Read() is null
            ? Problem.OfField(ProblemKinds.UnknownLocation, "locationId", ProblemKinds.UnknownLocation.Meaning)
            : Answer(await grains.GetGrain<IOrderGrain>(orderId).Step(returned, caller.Reach, caller.Origin));
    }

    private static Reply<OrderView> Answer(OrderAnswer answer) => answer.Order is { } order ? OrderView.Of(order) : OrderProblems.Of(answer);

    internal static bool MayReach(Caller caller, OrderFigures order) => !caller.IsBound || order.Fulfilments.Any(
        fulfilment => caller.MayReach(fulfilment.LocationId) || (fulfilment.CollectAt is { } store && caller.MayReach(store)));
}
