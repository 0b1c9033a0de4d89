using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Hosting;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>The server's figures as Prometheus reads them.</summary>
public static class MetricsEndpoints
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", Read).WithTags("Operations")
        .WithSummary("Figures for Prometheus. No SKU, location or customer is a label.").RequireAuthorization(Scopes.AuditRead)
        .Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses();

    private static IResult Read(ServerMeter server, RequestMeter requests) =>
        Results.Text(PrometheusText.Of(server.Meters) + requests.Text(), ContentType);
}
