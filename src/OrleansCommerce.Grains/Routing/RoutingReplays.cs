using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// Routes past requests again, by the policy that holds and by a proposed one. Both see the goods and the capacity of today, since nobody
/// has kept those of that hour, and each request is taken as if it came now.
/// </summary>
public sealed class RoutingReplays(RoutingLog log, RoutingService routing, PolicyBook policies, EngineClock clock)
{
    /// <summary>Requests in one replay.</summary>
    public const int RequestsMax = 1_000;

    private int _running;

    /// <param name="count">The newest so many, that came no longer ago than <paramref name="back"/>.</param>
    /// <exception cref="RetriableException">Another replay is under way in this process, or something could not be read.</exception>
    /// <exception cref="JournalUnavailableException">The storage does not answer.</exception>
    public async Task<ReplayReport> Run(RoutingPolicy proposed, int count, TimeSpan back, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            throw new RetriableException("Another replay is under way.");
        }

        try
        {
            var current = await policies.Current();
            proposed = proposed with { Version = current.Version + 1 };
            var replay = new PolicyReplay(current, proposed);
            foreach (var past in await log.Newest(Math.Min(count, RequestsMax), back, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var now = clock.Now;
                var request = past.Request.At(now) with { WantedBy = past.Request.WantedBy + (now - past.At) };
                request = await routing.Typed(await routing.Typed(request, current), proposed);
                replay.Add(past.PromiseId, request, await routing.Gather(request.Lines, RoutingCorrections.None, RoutingDeadline.After(clock.Provider, RoutingService.Patience), cancellation));
            }

            return replay.Report();
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }
}
