using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Limits;

/// <summary>
/// Keeps one client from taking everything (429), and all of them together from taking more than there is (503). Counts requests under
/// <c>/v1</c>; screens and health checks are not counted.
/// </summary>
public sealed class RequestLimits : IDisposable
{
    public const int ConcurrentRequestsDefault = 20_000;
    public const int RequestsPerSecondDefault = 10_000;

    private readonly PartitionedRateLimiter<HttpContext>? _perClient;
    private readonly int _concurrentMax;
    private int _concurrent;

    public RequestLimits(IConfiguration configuration, IHostEnvironment environment)
    {
        _concurrentMax = configuration.GetValue("Limits:ConcurrentRequests", ConcurrentRequestsDefault);
        var perSecond = configuration.GetValue("Limits:RequestsPerSecond", environment.IsDevelopment() ? 0 : RequestsPerSecondDefault);
        _perClient = perSecond <= 0 ? null : PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => Bucket(perSecond)));
    }

    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        using var lease = _perClient?.AttemptAcquire(context);
        if (lease is { IsAcquired: false })
        {
            await ProblemWriter.Write(context, Problem.Of(ProblemKinds.RateLimited));
            return;
        }

        try
        {
            await (Interlocked.Increment(ref _concurrent) > _concurrentMax
                ? ProblemWriter.Write(context, Problem.Of(ProblemKinds.Busy))
                : next(context));
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }

    public void Dispose() => _perClient?.Dispose();

    /// <summary>A second's worth may come at once.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond >= 10 ? 100 : 1_000.0 / perSecond),
        QueueLimit = 0,
    };

    /// <summary>The subject of the token; else the address, of IPv6 the network that one customer of a provider gets.</summary>
    private static string ClientOf(HttpContext context)
    {
        if (context.User.FindFirst("sub")?.Value is { Length: > 0 } subject)
        {
            return $"sub {subject}";
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.GetAddressBytes() is { Length: 16 } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"net {Convert.ToHexString(bytes, 0, 8)}")
            : address.ToString();
    }
}
