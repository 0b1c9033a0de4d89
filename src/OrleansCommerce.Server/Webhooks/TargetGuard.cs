using System.Net;
using System.Net.Sockets;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>
/// Which addresses may be called. Names are resolved and checked when a connection is made, and that very address is connected to: a name
/// that points elsewhere a moment later (DNS rebinding) leads nowhere else.
/// </summary>
public sealed class TargetGuard(WebhookSettings settings)
{
    /// <summary>Reserved for what is not the public internet: this machine, private networks, link-local, shared, benchmarks, multicast.</summary>
    private static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Null: the address may be called; otherwise why not.</summary>
    public string? Refusal(Uri target) => target switch
    {
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } => "An address begins with https://.",
        { Scheme: "http" } when !settings.AllowHttp => "Plain http is refused unless Webhooks:AllowHttp is set.",
        { UserInfo.Length: > 0 } => "An address with a password is refused.",
        { Fragment.Length: > 0 } => "An address has no fragment.",
        _ when IPAddress.TryParse(target.DnsSafeHost, out var address) && !IsAllowed(address) =>
            "Private, link-local and loopback addresses are refused unless Webhooks:AllowPrivate is set.",
        _ when !settings.AllowPrivate && IsLocalName(target.DnsSafeHost) => "A name of this machine is refused unless Webhooks:AllowPrivate is set.",
        _ => null,
    };

    public bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return settings.AllowPrivate || !Reserved.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to the first of the name's addresses that may be called.</summary>
    /// <exception cref="TargetRefusedException">None may.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var resolved = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = resolved.Where(IsAllowed).ToArray();
        if (allowed.Length == 0)
        {
            throw new TargetRefusedException($"{context.DnsEndPoint.Host} is no address that may be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A receiver's address is not one that may be called.</summary>
public sealed class TargetRefusedException(string message) : IOException(message);
