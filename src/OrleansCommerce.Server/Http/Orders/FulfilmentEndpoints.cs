using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>What locations do for orders, step by step. A step that is done already is done.</summary>
public static class FulfilmentEndpoints
{
    private const string NoReason = "other";

    public static void MapFulfilments(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/locations/{locationId}/fulfilments", List).WithTags("Orders").RequireAuthorization(Scopes.OrdersRead)
            .WithSummary("What a location has to do, the oldest first; then what it has done lately, the newest first. state=… leaves the others out.")
            .Refuses(ProblemKinds.InvalidId);
        var group = v1.MapGroup("/fulfilments/{fulfilmentId}").WithTags("Orders").WithMetadata(RouteIdsMadeHere.Instance);
        group.MapGet("", Read).RequireAuthorization(Scopes.OrdersRead).WithSummary("One fulfilment.").Refuses(ProblemKinds.UnknownFulfilment);
        Map(group, "accept", "The location will do it.", (string fulfilmentId, Caller caller, IGrainFactory grains) =>
            Step(fulfilmentId, new AcceptFulfilment(fulfilmentId), caller, grains));
        Map(group, "reject", "The location can't: its goods and slot are free, and another location is found.", Reject);
        Map(group, "pick", "What was found. What is missing comes off the books, is counted, and is served by another location.", Pick);
        Map(group, "pack", "It is packed.", (string fulfilmentId, Caller caller, IGrainFactory grains) =>
            Step(fulfilmentId, new PackFulfilment(fulfilmentId), caller, grains));
        Map(group, "ready", "The customer may come for it.", (string fulfilmentId, Caller caller, IGrainFactory grains) =>
            Step(fulfilmentId, new ReadyFulfilment(fulfilmentId, 1), caller, grains));
        Map(group, "collect", "The customer has it.", (string fulfilmentId, Caller caller, IGrainFactory grains) =>
            Step(fulfilmentId, new CollectFulfilment(fulfilmentId), caller, grains));
        Map(group, "ship", "It has left with the carrier.", Ship);
        Map(group, "deliver", "It has arrived.", (string fulfilmentId, Caller caller, IGrainFactory grains) =>
            Step(fulfilmentId, new DeliverFulfilment(fulfilmentId), caller, grains));
    }

    private static void Map(RouteGroupBuilder group, string step, string summary, Delegate handler) =>
        group.MapPost($"/{step}", handler).RequireAuthorization(Scopes.FulfilmentsWrite).WithSummary(summary)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownFulfilment, ProblemKinds.WrongState, ProblemKinds.TooManyUnits);

    private static async Task<Reply<FulfilmentPage>> List(
        string locationId, string? state, string? limit, string? after, Caller caller, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        if (after is not null && FulfilmentIds.OrderOf(after) is null)
        {
            errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        }

        var asked = OrderNames.FindState(state);
        if (state is not null && asked is null)
        {
            errors.Add(ProblemKinds.Malformed, "state", $"One of {OrderNames.AllStates}.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var page = await grains.GetGrain<IFulfilmentListGrain>(locationId).List(asked, after, count + 1);
        return new FulfilmentPage([.. page.Take(count).Select(FulfilmentView.Of)], page.Length > count ? page[count - 1].FulfilmentId : null);
    }

    private static async Task<Reply<FulfilmentView>> Read(string fulfilmentId, Caller caller, IGrainFactory grains) =>
        await Find(fulfilmentId, grains) is not { } found ? Problem.Of(ProblemKinds.UnknownFulfilment)
        : MayReach(caller, found) ? FulfilmentView.Of(found)
        : Caller.OutOfReach(found.LocationId);

    private static async Task<Reply<FulfilmentView>> Reject(string fulfilmentId, OptionalBody<ReasonBody> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalText("reason", body.Value?.Reason, OrderRules.ReasonLengthMax);
        return errors.ToProblem() is { } problem
            ? problem
            : await Step(fulfilmentId, new RejectFulfilment(fulfilmentId, body.Value?.Reason ?? NoReason), caller, grains);
    }

    private static async Task<Reply<FulfilmentView>> Pick(string fulfilmentId, OptionalBody<PickBody> body, Caller caller, IGrainFactory grains)
    {
        if (body.Value is not { } pick)
        {
            return await Step(fulfilmentId, new PickFulfilment(fulfilmentId), caller, grains);
        }

        if (await Find(fulfilmentId, grains) is not { } found)
        {
            return Problem.Of(ProblemKinds.UnknownFulfilment);
        }

        return OrderRules.ReadPicked(pick, found, out var problem) is { } picked
            ? await Step(fulfilmentId, new PickFulfilment(fulfilmentId, picked), caller, grains)
            : problem!;
    }

    private static async Task<Reply<FulfilmentView>> Ship(string fulfilmentId, OptionalBody<ShipBody> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalText("tracking", body.Value?.Tracking, OrderRules.TrackingLengthMax);
        return errors.ToProblem() is { } problem
            ? problem
            : await Step(fulfilmentId, new ShipFulfilment(fulfilmentId, body.Value?.Tracking), caller, grains);
    }

    private static async Task<Reply<FulfilmentView>> Step(string fulfilmentId, OrderCommand command, Caller caller, IGrainFactory grains)
    {
        if (FulfilmentIds.OrderOf(fulfilmentId) is not { } orderId)
        {
            return Problem.Of(ProblemKinds.UnknownFulfilment);
        }

        var answer = await grains.GetGrain<IOrderGrain>(orderId).Step(command, caller.Reach, caller.Origin);
        return answer.Order?.Fulfilments.FirstOrDefault(fulfilment => fulfilment.FulfilmentId == fulfilmentId) is { } found ? FulfilmentView.Of(found)
            : answer.Problem is OrderProblem.None or OrderProblem.UnknownOrder ? Problem.Of(ProblemKinds.UnknownFulfilment)
            : OrderProblems.Of(answer);
    }

    private static async Task<FulfilmentFigures?> Find(string fulfilmentId, IGrainFactory grains) =>
        FulfilmentIds.OrderOf(fulfilmentId) is { } orderId
            ? (await grains.GetGrain<IOrderGrain>(orderId).Read()).Order?.Fulfilments.FirstOrDefault(f => f.FulfilmentId == fulfilmentId)
            : null;

    private static bool MayReach(Caller caller, FulfilmentFigures f) =>
        caller.MayReach(f.LocationId) || (f.CollectAt is { } store && caller.MayReach(store));
}
