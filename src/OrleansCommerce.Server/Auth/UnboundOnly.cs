using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Auth;

/// <summary>Keeps a store's staff, who reach their locations alone, from what concerns all of them.</summary>
public static class UnboundOnly
{
    public static TBuilder ConcernsAllLocations<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(static (invocation, next) =>
        Caller.Of(invocation.HttpContext.User).IsBound
            ? ValueTask.FromResult<object?>(new Refusal())
            : next(invocation));

    private sealed class Refusal : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.Write(
            httpContext, Problem.Of(ProblemKinds.Forbidden, "The token is bound to some locations, and this concerns all of them."));
    }
}
