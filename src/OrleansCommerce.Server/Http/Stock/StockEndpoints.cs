using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Inbound;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Feeds;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>One stock item: what moves it, and what it is.</summary>
public static class StockEndpoints
{
    public static void MapStock(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/stock/{sku}/{locationId}").WithTags("Stock");
        group.MapPost("/movements", Move).WithSummary("Goods come, go or are found to be otherwise.")
            .RequireAuthorization(Scopes.StockWrite)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.InsufficientStock, ProblemKinds.VersionMismatch,
                ProblemKinds.QuantityLimit, ProblemKinds.FeedDisabled, ProblemKinds.LimitReached, ProblemKinds.IdReused);
        group.MapGet("", Read).WithSummary("The item as of now.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownStockItem);
        group.MapPut("/safety-stock", SetSafetyStock).WithSummary("Units that are never promised.")
            .RequireAuthorization(Scopes.StockWrite).Refuses(ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity);
    }

    private static async Task<Reply<StockItemView>> Move(
        string sku, string locationId, Body<MovementBody> body, Caller caller, EngineClock clock, IGrainFactory grains, FeedIntake intake)
    {
        var errors = new FieldErrors();
        var move = MovementRules.Read(body.Value, clock.Now, errors);
        if (move is { Kind: MovementKind.Receipt, InboundId: null } && Identifier.IsValid(move.Reason))
        {
            move = move with { InboundId = move.Reason };
        }

        if (move is not { Feed: not null } || !caller.MayReach(locationId))
        {
            return await Execute(new(sku, locationId), move, errors, caller, grains);
        }

        var (stamped, problem) = await new FeedStamps(intake).Stamp(move);
        return stamped is null ? problem! : await Execute(new(sku, locationId), stamped, errors, caller, grains, intake);
    }

    private static Task<Reply<StockItemView>> SetSafetyStock(
        string sku, string locationId, Body<SafetyStockBody> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var command = MovementRules.Read(body.Value, errors);
        return Execute(new(sku, locationId), command, errors, caller, grains);
    }

    private static async Task<Reply<StockItemView>> Read(
        string sku, string locationId, Caller caller, EngineClock clock, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var key = new StockKey(sku, locationId);
        var figures = await grains.GetGrain<IStockGrain>(key.ToString()).Read();
        return figures.Version == 0 ? Problem.Of(ProblemKinds.UnknownStockItem) : StockItemView.Of(key, figures, clock.Now);
    }

    private static async Task<Reply<StockItemView>> Execute(
        StockKey key, StockCommand? command, FieldErrors errors, Caller caller, IGrainFactory grains, FeedIntake? intake = null)
    {
        if (!caller.MayReach(key.LocationId))
        {
            return Caller.OutOfReach(key.LocationId);
        }

        if (command is null || errors.Any)
        {
            return errors.ToProblem()!;
        }

        var answer = await grains.GetGrain<IStockGrain>(key.ToString()).Execute(command, caller.Origin);
        if (command is Move told)
        {
            intake?.Heard(told, answer);
        }

        if (command is Move move && answer.Refusal is null)
        {
            // The retry of a movement whose outcome was not known tells it again, so nothing that has come stays announced.
            await InboundArrivals.Tell(grains, key, move, answer, caller.Origin);
        }

        // The time is the change's own, so that a retry of a movement hears exactly the same.
        return answer.Refusal is { } refusal
            ? StockProblems.Of(key, refusal, answer.Figures)
            : StockItemView.Of(key, answer.Figures, answer.Figures.At) with { Outcome = intake is null ? null : FeedNames.Of(answer.Outcome) };
    }
}
