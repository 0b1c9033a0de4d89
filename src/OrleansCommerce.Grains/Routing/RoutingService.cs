using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// Routes requests in this process: gathers what is known, and decides on the caller's own thread. It has no state but what makes the next
/// routing cheaper, and proposes only: whoever holds the goods decides.
/// </summary>
public sealed class RoutingService(IGrainFactory grains, RoutingBoard board, PolicyBook policies, LeftOut leftOut, StockWatch watch, EngineClock clock)
{
    /// <summary>A SKU that does not answer within that is taken as it was last known.</summary>
    public static readonly TimeSpan StockPatience = TimeSpan.FromMilliseconds(800);

    /// <summary>The search for the best plan answers with what it has by then, and says how far from the best it may be.</summary>
    public static readonly TimeSpan SearchPatience = TimeSpan.FromMilliseconds(25);

    /// <summary>Where nobody says when an answer is needed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is kept of the time for deciding, however long the gathering takes.</summary>
    private static readonly TimeSpan DecidingTime = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentBag<Router> _routers = [];
    private readonly PackedStock _packed = new();
    private readonly SkuTypes _types = new(grains, clock);

    /// <summary>Options for a request, the best first, or what is wrong with it.</summary>
    /// <exception cref="RetriableException">What it takes to decide could not be read.</exception>
    /// <exception cref="JournalUnavailableException">What it takes to decide could not be read.</exception>
    public Task<RoutedAnswer> Route(RoutingRequest request, CancellationToken cancellation) =>
        Route(request, RoutingCorrections.None, RoutingDeadline.After(clock.Provider, Patience), cancellation);

    /// <param name="corrections">What owners have said since about what is proposed of them.</param>
    /// <param name="deadline">When it comes, the answer is what was found by then, and says so. Nothing is kept back of it.</param>
    internal async Task<RoutedAnswer> Route(
        RoutingRequest request, RoutingCorrections corrections, RoutingDeadline deadline, CancellationToken cancellation)
    {
        var policy = await policies.Current();
        var problems = RequestCheck.Problems(request);
        if (!problems.IsEmpty)
        {
            return new(new([], problems, policy.Version, null), clock.Now, 0);
        }

        var leftOutNow = leftOut.Of(policy, request.At);
        request = leftOutNow.IsEmpty ? request : request with { Excluded = [.. request.Excluded.Union(leftOutNow, StringComparer.Ordinal)] };
        var gathering = deadline.Before(DecidingTime);
        var snapshot = await Gather(request.Lines, corrections, gathering, cancellation);
        var unknown = await Unknown(snapshot.Stock).AsTask().WaitAsync(gathering.Left, clock.Provider, cancellation);
        return unknown.IsEmpty
            ? Decide(await Typed(request, policy).AsTask().WaitAsync(gathering.Left, clock.Provider, cancellation), policy, snapshot, deadline)
            : new(new([], unknown, policy.Version, null), clock.Now, 0);
    }

    /// <summary>What a request is decided on, as of now.</summary>
    internal async Task<RoutingSnapshot> Gather(
        ImmutableArray<RequestLine> lines, RoutingCorrections corrections, RoutingDeadline deadline, CancellationToken cancellation)
    {
        var reading = Task.WhenAll(lines.Select(line => Read(line.Sku, deadline, cancellation)));
        var known = await Known(deadline, cancellation);
        var stock = await reading;
        if (!corrections.Locations.IsEmpty)
        {
            known = known.With([.. corrections.Locations.Where(facts => known.Index.Find(facts.LocationId) is not null)]);
        }

        return new(known, [.. stock.Select(sku => ForQueue(corrections.Apply(_packed.Pack(sku, known.Index)), corrections))]);
    }

    /// <summary>Locations as they were last known, where what they are now can't be told in time.</summary>
    private async ValueTask<LocationBoard> Known(RoutingDeadline deadline, CancellationToken cancellation)
    {
        var current = board.Current();
        if (current.IsCompletedSuccessfully)
        {
            return current.Result;
        }

        try
        {
            return await current.AsTask().WaitAsync(deadline.Left, clock.Provider, cancellation);
        }
        catch (TimeoutException) when (board.Last is { } last)
        {
            return last;
        }
    }

    /// <summary>What has arrived for the queue is nobody else's.</summary>
    private SkuStock ForQueue(SkuStock stock, RoutingCorrections corrections)
    {
        foreach (var (locationId, units) in corrections.IsFromQueue ? [] : watch.Queues.Earmarks(stock.Sku))
        {
            if (stock.Index.Find(locationId) is { } number)
            {
                stock = stock.WithAtMost(locationId, stock.At(number).Available - units);
            }
        }

        return stock;
    }

    /// <summary>Only where a rule asks for product types are they looked up.</summary>
    internal async ValueTask<RoutingRequest> Typed(RoutingRequest request, RoutingPolicy policy)
    {
        if (policy.Rules.All(rule => rule.When.ProductTypes.IsEmpty))
        {
            return request;
        }

        var lines = ImmutableArray.CreateBuilder<RequestLine>(request.Lines.Length);
        foreach (var line in request.Lines)
        {
            lines.Add(line.ProductType is null ? line with { ProductType = await _types.Of(line.Sku) } : line);
        }

        return request with { Lines = lines.DrainToImmutable() };
    }

    /// <summary>A SKU that nobody has described, and of which nobody has anything, is a mistake; it must not end as a backorder.</summary>
    private async ValueTask<ImmutableArray<InvalidField>> Unknown(ImmutableArray<SkuStock> stock)
    {
        var found = ImmutableArray<InvalidField>.Empty;
        for (var i = 0; i < stock.Length; i++)
        {
            if (stock[i].Count == 0 && stock[i].Inbound.IsEmpty && await grains.GetGrain<ISkuGrain>(stock[i].Sku).Read() is null
                && (await grains.GetGrain<IAvailabilityGrain>(stock[i].Sku).Read()).IsEmpty)
            {
                found = found.Add(new($"lines[{i}].sku", "Nobody has described this SKU or said anything of its stock."));
            }
        }

        return found;
    }

    private RoutedAnswer Decide(RoutingRequest request, RoutingPolicy policy, RoutingSnapshot snapshot, RoutingDeadline deadline)
    {
        var router = _routers.TryTake(out var idle) ? idle : new Router();
        var provider = clock.Provider;
        var budget = new SearchBudget(
            int.MaxValue, Clock: provider.GetTimestamp, Deadline: deadline.At, Patience: RoutingDeadline.Ticks(provider, SearchPatience));
        var answer = router.Route(request, policy, snapshot, budget);
        _routers.Add(router);
        return new(answer, snapshot.Stock.Min(stock => stock.AsOf), snapshot.Board.Count);
    }

    private async Task<SkuAvailability> Read(string sku, RoutingDeadline deadline, CancellationToken cancellation)
    {
        // Who has never answered here is waited for as long as there is time: without it nothing can be said.
        var left = deadline.Left;
        var patience = left > StockPatience && _packed.Last(sku) is not null ? StockPatience : left;
        try
        {
            return await grains.GetGrain<IAvailabilityGrain>(sku).Read().WaitAsync(patience, clock.Provider, cancellation);
        }
        catch (Exception e) when ((RetriableException.Covers(e) || e is JournalUnavailableException) && _packed.Last(sku) is { } last)
        {
            return last;
        }
    }
}

/// <summary>A routing, and how old the oldest figure of the goods may be that it was decided on.</summary>
/// <param name="Locations">How many were looked at.</param>
public sealed record RoutedAnswer(RoutingAnswer Answer, DateTimeOffset AsOf, int Locations);
