using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply.Inbound;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>Goods that a location expects.</summary>
public static class InboundEndpoints
{
    private const int CursorLengthMax = 200;

    public static void MapInbound(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/stock/{sku}/{locationId}/inbound").WithTags("Stock");
        group.MapPut("/{inboundId}", Expect).RequireAuthorization(Scopes.StockWrite)
            .WithSummary("So many units are to come in all, by then; receipts that name the id reduce what is outstanding. 0 withdraws.")
            .Produces<InboundView>(StatusCodes.Status201Created)
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.LimitReached);
        group.MapDelete("/{inboundId}", Withdraw).RequireAuthorization(Scopes.StockWrite).WithSummary("They do not come after all. Twice is once.")
            .Refuses(ProblemKinds.InvalidId);
        group.MapGet("/{inboundId}", Read).RequireAuthorization(Scopes.StockRead).WithSummary("What is announced under one id.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownInbound);
        group.MapGet("", List).RequireAuthorization(Scopes.StockRead).WithSummary("What is still to come, in the order of the ids.")
            .Refuses(ProblemKinds.InvalidId);
    }

    private static async Task<Reply<InboundView>> Expect(
        string sku, string locationId, string inboundId, Body<InboundBody> body, Caller caller, EngineClock clock, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        if (body.Value.Quantity is not (>= 0 and <= StockLimits.MovementQuantityMax and var quantity))
        {
            errors.Add(ProblemKinds.InvalidQuantity, "quantity", $"A whole number from 0 to {StockLimits.MovementQuantityMax}.");
            return errors.ToProblem()!;
        }

        if (quantity == 0)
        {
            return await End(sku, locationId, inboundId, caller, grains);
        }

        if (body.Value.ExpectedAt is null)
        {
            errors.Add(ProblemKinds.Malformed, "expectedAt", "Needed.");
        }

        var expectedAt = body.Value.ExpectedAt is null ? null : TransferRules.ReadExpected(body.Value.ExpectedAt, clock.Now, errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var grain = grains.GetGrain<IInboundGrain>(sku);
        var isNew = (await grain.Lots(locationId)).All(lot => lot.InboundId != inboundId);
        var answer = await grain.Expect(locationId, inboundId, quantity, expectedAt, caller.Origin);
        if (answer.IsTooMany)
        {
            return Problem.Of(ProblemKinds.LimitReached, "At most 10,000 announcements of one SKU are open at a time.");
        }

        var view = InboundView.Of(sku, locationId, answer.Lot!);
        return isNew && !answer.IsRepeated ? Reply<InboundView>.Created(view, $"/v1/stock/{sku}/{locationId}/inbound/{inboundId}") : view;
    }

    private static async Task<Reply<InboundView>> Withdraw(string sku, string locationId, string inboundId, Caller caller, IGrainFactory grains) =>
        caller.MayReach(locationId) ? await End(sku, locationId, inboundId, caller, grains) : Caller.OutOfReach(locationId);

    private static async Task<Reply<InboundView>> Read(string sku, string locationId, string inboundId, Caller caller, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var lots = await grains.GetGrain<IInboundGrain>(sku).Lots(locationId);
        return lots.FirstOrDefault(lot => lot.InboundId == inboundId) is { } found
            ? InboundView.Of(sku, locationId, found)
            : Problem.Of(ProblemKinds.UnknownInbound);
    }

    private static async Task<Reply<InboundPage>> List(
        string sku, string locationId, string? limit, string? after, Caller caller, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        errors.CheckOptionalText("after", after, CursorLengthMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var lots = (await grains.GetGrain<IInboundGrain>(sku).Lots(locationId))
            .Where(lot => lot.Outstanding > 0 && string.CompareOrdinal(lot.InboundId, after) > 0).Take(count + 1).ToList();
        return new InboundPage(
            [.. lots.Take(count).Select(lot => InboundView.Of(sku, locationId, lot))], lots.Count > count ? lots[count - 1].InboundId : null);
    }

    private static async Task<InboundView> End(string sku, string locationId, string inboundId, Caller caller, IGrainFactory grains)
    {
        await grains.GetGrain<IInboundGrain>(sku).Withdraw(locationId, inboundId, caller.Origin);
        return new InboundView(inboundId, sku, locationId, 0, 0, 0, null, Overdue: false);
    }
}
