using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Limits;
using OrleansCommerce.Server.Http.Operations;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Wire;
using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Http;

/// <summary>What all endpoints share: limits, problems, the description of the interface.</summary>
public static class ApiSetup
{
    private const string DefaultUrl = "http://localhost:5080";
    private const int ImportsDefault = 4;

    private static readonly TimeSpan ImportPatience = TimeSpan.FromSeconds(2);

    public static void AddApi(this WebApplicationBuilder builder)
    {
        UseDefaultUrl(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.BytesMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        // No handler blocks its thread, so what has been received goes on where it was, and what is answered is sent at once.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);

        // What a request did is in the journal; the log is for what went wrong, and for starts and stops.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Whatever goes wrong is logged where it is made a problem. A log that says nothing else would have an activity and a scope made for
        // each request; whoever listens for activities still gets them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, HttpJson.Default));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddSingleton<RequestMeter>();
        builder.Services.AddSingleton<LocationDirectory>();
        builder.Services.AddSingleton<PostalCodes>();
        builder.Services.AddSingleton(new ImportGate(builder.Configuration.GetValue("Limits:Imports", ImportsDefault), ImportPatience));
        builder.Services.AddOpenApi("v1", OpenApiDescription.Configure);
    }

    /// <summary>The order matters: problems first, so that everything behind it is answered as one.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        if (app.Environment.IsDevelopment())
        {
            app.UseLoopbackOnly();
        }

        app.UseRouting();
        app.UseAuthentication();
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use(limits.Pass);
        app.UseAuthorization();
        app.UseRouteIds();
        app.UseBodyLimit();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>The group of everything versioned.</summary>
    public static RouteGroupBuilder MapV1(this IEndpointRouteBuilder app) => app.MapGroup("/v1").WithMetadata(RouteIdsAreChecked.Instance);

    private static void UseDefaultUrl(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
    }
}
