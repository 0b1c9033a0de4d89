using Microsoft.AspNetCore.SignalR;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// SignalR's own, but each connection is handed to its hub: sending to a group ends when its slowest member has taken it, so this server
/// writes to connections one by one.
/// </summary>
internal sealed class LiveConnections(ILogger<DefaultHubLifetimeManager<LiveHub>> log) : DefaultHubLifetimeManager<LiveHub>(log)
{
    private static readonly object Key = new();

    public static HubConnectionContext Of(HubCallerContext context) => (HubConnectionContext)context.Items[Key]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[Key] = connection;
        return base.OnConnectedAsync(connection);
    }
}
