using Orleans;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>The register of SKUs.</summary>
public static class SkuEndpoints
{
    public const int NameLengthMax = 500;
    public const int ProductTypeLengthMax = 100;

    /// <summary>Ten tonnes.</summary>
    public const int WeightGramsMax = 10_000_000;

    public static void MapSkus(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/skus/{sku}").WithTags("SKUs");
        group.MapPut("", Describe).WithSummary("Describe a SKU; what was said of it before no longer holds.")
            .RequireAuthorization(Scopes.StockWrite).Produces<SkuView>(StatusCodes.Status201Created).Refuses(ProblemKinds.InvalidId);
        group.MapGet("", Read).WithSummary("One SKU.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownSku);
    }

    public static Problem? Check(SkuBody body)
    {
        var errors = new FieldErrors();
        errors.CheckText("name", body.Name, NameLengthMax);
        errors.CheckOptionalText("productType", body.ProductType, ProductTypeLengthMax);
        if (body.WeightGrams is < 0 or > WeightGramsMax)
        {
            errors.Add(ProblemKinds.Malformed, "weightGrams", $"A whole number from 0 to {WeightGramsMax}.");
        }

        return errors.ToProblem();
    }

    private static async Task<Reply<SkuView>> Describe(string sku, Body<SkuBody> body, Caller caller, IGrainFactory grains)
    {
        if (Check(body.Value) is { } problem)
        {
            return problem;
        }

        var described = new Sku(body.Value.Name!, body.Value.ProductType, body.Value.WeightGrams);
        var isNew = await grains.GetGrain<ISkuGrain>(sku).Describe(described, caller.Origin);
        var view = SkuView.Of(sku, described);
        return isNew ? Reply<SkuView>.Created(view, $"/v1/skus/{sku}") : view;
    }

    private static async Task<Reply<SkuView>> Read(string sku, IGrainFactory grains) =>
        await grains.GetGrain<ISkuGrain>(sku).Read() is { } described ? SkuView.Of(sku, described) : Problem.Of(ProblemKinds.UnknownSku);
}

/// <summary>A stock keeping unit as its retailer describes it.</summary>
public sealed record SkuBody(string? Name, string? ProductType, int? WeightGrams);

/// <summary>A SKU with its id.</summary>
public sealed record SkuView(string Sku, string Name, string? ProductType, int? WeightGrams)
{
    public static SkuView Of(string sku, Sku described) => new(sku, described.Name, described.ProductType, described.WeightGrams);
}
