using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Routing;

/// <summary>The policy as this process knows it: read again every <see cref="AgeMax"/>, since another process may have put a new one.</summary>
public sealed class PolicyBook(IGrainFactory grains, EngineClock clock)
{
    public static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(500);

    /// <summary>So long the newest is waited for where one is known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Known? _known;
    private Task<RoutingPolicy>? _reading;

    /// <summary>The same object for as long as it is the same version.</summary>
    /// <exception cref="RetriableException">It has never been read, and can't be now.</exception>
    public async ValueTask<RoutingPolicy> Current()
    {
        var known = Volatile.Read(ref _known);
        if (known is not null && clock.Provider.GetElapsedTime(known.ReadAt) < AgeMax)
        {
            return known.Policy;
        }

        Task<RoutingPolicy> reading;
        lock (_gate)
        {
            reading = _reading is { IsCompleted: false } underWay ? underWay : _reading = Read();
        }

        try
        {
            return known is null ? await reading : await reading.WaitAsync(Patience, clock.Provider);
        }
        catch (Exception e) when (RetriableException.Covers(e) && known is not null)
        {
            // A policy that is a little old is better than no answer.
            return known.Policy;
        }
    }

    /// <summary>A policy was put in this process: it holds at once.</summary>
    public void Learn(PolicyFigures figures)
    {
        lock (_gate)
        {
            Keep(figures, clock.Provider.GetTimestamp());
        }
    }

    private async Task<RoutingPolicy> Read()
    {
        var at = clock.Provider.GetTimestamp();
        var figures = await grains.GetGrain<IPolicyGrain>(PolicyGrain.Key).Read();
        lock (_gate)
        {
            return Keep(figures, at);
        }
    }

    private RoutingPolicy Keep(PolicyFigures figures, long readAt)
    {
        var policy = _known is { } known && known.Policy.Version >= figures.Version ? known.Policy : PolicyText.Parse(figures.Json);
        Volatile.Write(ref _known, new Known(policy, readAt));
        return policy;
    }

    private sealed record Known(RoutingPolicy Policy, long ReadAt);
}
