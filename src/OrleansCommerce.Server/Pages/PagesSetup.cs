using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace OrleansCommerce.Server.Pages;

/// <summary>
/// Serves the web pages that the build made of <c>src/web</c>. Without them (no Node.js when it was built) the server runs as an API,
/// and says so at its root.
/// </summary>
public static class PagesSetup
{
    /// <summary>Only what comes from here may run, be shown or be asked: the pages need nothing else.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] Addresses = ["/", "/shop", "/operations", "/docs", "/store/{locationId}"];

    public static void UsePages(this WebApplication app)
    {
        var folder = new[] { app.Environment.ContentRootPath, AppContext.BaseDirectory }
            .Select(root => Path.Combine(root, "wwwroot"))
            .FirstOrDefault(root => File.Exists(Path.Combine(root, "index.html")));
        if (folder is null)
        {
            app.MapGet("/", () => Results.Text(
                "OrleansCommerce runs as an API: its web pages were not built, since Node.js was not there. See /openapi/v1.json.\n"))
                .ExcludeFromDescription();
        }
        else
        {
            Serve(app, new PhysicalFileProvider(folder));
        }

        app.Lifetime.ApplicationStarted.Register(() => Announce(app, folder is not null));
    }

    private static void Serve(WebApplication app, PhysicalFileProvider files)
    {
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => Protect(file.Context) });
        foreach (var address in Addresses)
        {
            app.MapGet(address, (HttpContext context) =>
            {
                Protect(context);
                return Results.Stream(files.GetFileInfo("index.html").CreateReadStream(), "text/html; charset=utf-8");
            }).ExcludeFromDescription();
        }
    }

    /// <summary>Files under <c>/assets</c> carry a hash in their name and never change; everything else is asked for anew.</summary>
    private static void Protect(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers[HeaderNames.CacheControl] =
            context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
    }

    private static void Announce(WebApplication app, bool hasPages)
    {
        foreach (var url in app.Urls)
        {
            Console.WriteLine(hasPages
                ? $"OrleansCommerce: live stock {url}/ · operations {url}/operations · checkout {url}/shop · API {url}/docs · health {url}/health/ready"
                : $"OrleansCommerce: API {url}/openapi/v1.json · health {url}/health/ready (the web pages were not built)");
        }
    }
}
