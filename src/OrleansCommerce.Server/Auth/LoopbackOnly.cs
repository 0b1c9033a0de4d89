using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Auth;

/// <summary>
/// In development anybody on this machine may do everything, and a browser on it opens foreign pages. So only requests to a loopback
/// name are answered (a foreign name may be made to resolve to this machine), and none that a page of another host makes.
/// </summary>
public static class LoopbackOnly
{
    public static IApplicationBuilder UseLoopbackOnly(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (!IsLoopback(context.Request.Host.Host))
        {
            return ProblemWriter.Write(context, Problem.Of(ProblemKinds.InvalidHost));
        }

        foreach (var origin in context.Request.Headers.Origin)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !IsLoopback(uri.Host))
            {
                return ProblemWriter.Write(context, Problem.Of(ProblemKinds.ForeignOrigin));
            }
        }

        return next(context);
    });

    private static bool IsLoopback(string host) =>
        host is "localhost" or "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
