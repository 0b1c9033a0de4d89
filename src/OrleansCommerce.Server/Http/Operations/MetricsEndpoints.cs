using System.Diagnostics.Metrics;
using OrleansCommerce.Server.Auth;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>The server's figures as Prometheus reads them.</summary>
public static class MetricsEndpoints
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", Read).WithTags("Operations")
        .WithSummary("Figures for Prometheus. No SKU, location or customer is a label.").RequireAuthorization(Scopes.AuditRead);

    private static IResult Read(IMeterFactory meters) => Results.Text(PrometheusText.Of(meters), ContentType);
}
