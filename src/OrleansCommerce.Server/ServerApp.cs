using Microsoft.AspNetCore.Connections;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Hosting;
using OrleansCommerce.Server.Http;
using OrleansCommerce.Server.Http.Feeds;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Operations;
using OrleansCommerce.Server.Http.Orders;
using OrleansCommerce.Server.Http.Promises;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Routing;
using OrleansCommerce.Server.Http.Stock;
using OrleansCommerce.Server.Http.Supply;
using OrleansCommerce.Server.Pages;
using OrleansCommerce.Server.Realtime;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server;

/// <summary>The whole server, as a list.</summary>
public static class ServerApp
{
    // Settings are read at the start. Whoever waits for their files to change hears of each write to the journal, which lies beneath the
    // same folder: that took up to a fifteenth of the time of a reservation.
    private const string WithoutWatching = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Runs until it is told to stop. What keeps it from starting is said in one line.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Run(string[] args)
    {
        try
        {
            var app = Build(args);
            app.Run();
            return 0;
        }
        catch (Exception e) when (e is StartRefusedException or JournalStartException or IOException { InnerException: AddressInUseException })
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder([WithoutWatching, .. args]);
        builder.AddAuth();
        builder.AddApi();
        builder.Services.AddEngine(builder.Configuration);
        builder.Services.AddLive(builder.Configuration);
        builder.Services.AddWebhooks(builder.Configuration);

        var app = builder.Build();
        app.UseApi();
        app.UsePages();
        app.MapHealth();
        app.MapMetrics();
        app.MapLive();

        var v1 = app.MapV1();
        v1.MapLocations();
        v1.MapSkus();
        v1.MapStock();
        v1.MapStockLists();
        v1.MapStockAlarms();
        v1.MapImport();
        v1.MapFeeds();
        v1.MapReservations();
        v1.MapPromises();
        v1.MapOrders();
        v1.MapFulfilments();
        v1.MapRouting();
        v1.MapTransfers();
        v1.MapInbound();
        v1.MapNotifications();
        v1.MapCountTasks();
        v1.MapWebhooks();
        v1.MapAudit();
        return app;
    }
}
