using System.Net;
using System.Net.Sockets;
using Orleans.Hosting;

namespace OrleansCommerce.Server.Hosting;

/// <summary>
/// Runs the grains on an Orleans silo in this process. It is a cluster of one: it listens on a free port of the loopback address, has no
/// gateway, and nobody can join, since one process owns a journal.
/// </summary>
internal static class GrainRuntime
{
    /// <summary>Whether other processes may run the same grains.</summary>
    public const bool IsCluster = true;

    private const int NoGateway = 0;

    /// <summary>They would log each step of the start and each placement of a grain.</summary>
    private static readonly string[] Chatty = ["Orleans", "Microsoft.Orleans", "Polly"];

    public static IServiceCollection AddGrainRuntime(this IServiceCollection services)
    {
        services.AddLogging(logging =>
        {
            Array.ForEach(Chatty, source => logging.AddFilter(source, LogLevel.Warning));

            // It warns of a garbage collector that is not the server's, before the start may be refused in one line.
            logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        });
        return services.AddOrleans(silo => silo.UseLocalhostClustering(FreePort(), NoGateway).AddStockStreams()).AddWireTypes();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
