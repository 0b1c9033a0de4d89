using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansCommerce.LoadTest.Http;

namespace OrleansCommerce.Server.Tests.LoadTest;

/// <summary>The few endpoints that the load test uses, on a free port, over books that outlive it.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeBooks _books;
    private readonly FakeFaults _faults;

    private FakeServer(WebApplication app, FakeBooks books, FakeFaults faults) => (_app, _books, _faults) = (app, books, faults);

    public string Url => _app.Urls.Single();

    public int Port => new Uri(Url).Port;

    public static async Task<FakeServer> StartAsync(FakeBooks books, FakeFaults? faults = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var server = new FakeServer(builder.Build(), books, faults ?? FakeFaults.None);
        server.Map();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Ends at once, as a killed process does: nobody gets the answer that is under way.</summary>
    public async Task KillAsync() => await _app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            var fault = HttpMethods.IsPost(context.Request.Method) ? _faults.Next() : Fault.None;
            if (fault is Fault.DroppedBefore)
                context.Abort();
            else if (fault is Fault.Unavailable or Fault.TooManyRequests or Fault.Bug)
                Refuse(context, fault);
            else
                await next();
            if (fault is Fault.DroppedAfter)
                context.Abort();
        });
        _app.MapGet("/health/ready", () => Results.Ok());
        _app.MapGet("/v1/stock/{sku}", (string sku, int limit) => StockOf(sku, limit));
        _app.MapGet("/v1/stock/{sku}/{locationId}", (string sku, string locationId) => Item(sku, locationId));
        _app.MapPost("/v1/stock/{sku}/{locationId}/movements", Move);
        _app.MapPost("/v1/reservations", Reserve);
        _app.MapGet("/v1/reservations/{id}", (string id) => Show(200, _books.Reservations.GetValueOrDefault(id)));
        _app.MapPost("/v1/reservations/{id}/{verb}", (string id, string verb) => Show(200, _books.Advance(id, verb)));
        _app.MapGet("/v1/audit/balance", () => new
        {
            balanced = _books.IsBalanced,
            items = _books.Items.Count,
            onHand = _books.OnHand,
            mismatches = Array.Empty<string>(),
        });
    }

    private static void Refuse(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault switch { Fault.Unavailable => 503, Fault.TooManyRequests => 429, _ => 500 };
        context.Response.Headers.RetryAfter = "0";
    }

    private IResult StockOf(string sku, int limit)
    {
        var locations = _books.LocationsOf(sku).Take(limit).ToList();
        return locations.Count == 0
            ? Problem(404, "unknown-sku")
            : Results.Ok(new { sku, items = locations.Select(id => Shape(sku, id, _books.Items[(sku, id)])) });
    }

    private IResult Item(string sku, string locationId) => Results.Ok(Shape(sku, locationId, _books.Items[(sku, locationId)]));

    private IResult Move(string sku, string locationId, MovementRequest request)
    {
        var (status, item) = _books.Move(sku, locationId, request);
        return status == 200 ? Results.Ok(Shape(sku, locationId, item)) : Problem(status, "insufficient-stock");
    }

    private IResult Reserve(ReservationRequest request)
    {
        var (status, reservation, shortfalls) = _books.Reserve(request);
        return status is 200 or 201 ? Show(status, reservation)
            : status == 409 ? Results.Json(new { code = "insufficient-stock", shortfalls }, statusCode: 409)
            : Problem(status, "id-reused");
    }

    private static IResult Show(int status, FakeReservation? reservation) => reservation is null
        ? Problem(404, "unknown-reservation")
        : Results.Json(
            new { reservation.Request.ReservationId, reservation.State, reservation.ExpiresAt, reservation.Request.Lines }, statusCode: status);

    private static object Shape(string sku, string locationId, FakeItem item) =>
        new { sku, locationId, item.OnHand, item.Reserved, item.Available, item.Version };

    private static IResult Problem(int status, string code) => Results.Json(new { status, code }, statusCode: status);
}
