using OrleansCommerce.Domain;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>Every variable part of an address under <c>/v1</c> is an id; so all are checked in one place, and none is forgotten.</summary>
public static class RouteIds
{
    public static IApplicationBuilder UseRouteIds(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<RouteIdsAreChecked>() is not null)
        {
            var lengthMax = metadata.GetMetadata<RouteIdsMadeHere>() is null ? Identifier.LengthMax : RouteIdsMadeHere.LengthMax;
            foreach (var (name, value) in context.Request.RouteValues)
            {
                if (!Identifier.IsValid(value as string, lengthMax))
                {
                    return ProblemWriter.Write(context, Problem.OfField(ProblemKinds.InvalidId, name, ProblemKinds.InvalidId.Meaning));
                }
            }
        }

        return next(context);
    });
}

/// <summary>Marks the endpoints under <c>/v1</c>.</summary>
public sealed class RouteIdsAreChecked
{
    public static readonly RouteIdsAreChecked Instance = new();
}

/// <summary>Marks an endpoint whose ids the server makes: they may be longer than those that clients choose.</summary>
public sealed class RouteIdsMadeHere
{
    public const int LengthMax = 200;

    public static readonly RouteIdsMadeHere Instance = new();
}
