using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Orders;

/// <summary>What one location has to do for orders, and has done lately. Its key is the location's id.</summary>
[Alias("fulfilment-list")]
public interface IFulfilmentListGrain : IGrainWithStringKey
{
    /// <summary>A fulfilment as its order has it now. News that is older than what is shown changes nothing.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("show")]
    Task Show(FulfilmentFigures fulfilment);

    /// <summary>A page: those under way first, the oldest first; then those at their end, the newest first.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="after">The id of the last one of the page before, or null. One that is not listed any more begins anew.</param>
    [Alias("list")]
    Task<ImmutableArray<FulfilmentFigures>> List(FulfilmentState? state, string? after, int limit);

    /// <summary>All that are under way, the oldest first.</summary>
    [Alias("under-way")]
    Task<ImmutableArray<FulfilmentFigures>> UnderWay();

    /// <summary>
    /// What changed after a position of the feed, and perhaps more: of what happened before this grain was loaded it only knows that it is
    /// not newer than the last record. Each as it is now; of those at their end only those that are still listed.
    /// </summary>
    [Alias("changed-since")]
    Task<ImmutableArray<FulfilmentFigures>> ChangedSince(long position);

    /// <summary>How many are in each state.</summary>
    [Alias("counts")]
    Task<ImmutableArray<StateCount>> Counts();
}

[GenerateSerializer]
[Immutable]
[Alias("fulfilment-list.count")]
public readonly record struct StateCount([property: Id(0)] FulfilmentState State, [property: Id(1)] int Fulfilments);
