using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Availability;

/// <summary>What can be promised of one SKU, over all locations. Its key is the SKU.</summary>
[Alias("availability")]
public interface IAvailabilityGrain : IGrainWithStringKey
{
    /// <summary>Where the SKU is: a tenth of a second old, or a second where something on the way there has failed.</summary>
    [Alias("read")]
    Task<SkuAvailability> Read();

    /// <summary>A pick or a count says how far a location's figure is to be trusted. True the first time, false for a repetition.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same evidence again.</exception>
    [Alias("observe")]
    Task<bool> Observe(Evidence evidence, Origin origin);

    /// <summary>The locations of which there is evidence, in the order of their ids.</summary>
    [Alias("confidence")]
    Task<ImmutableArray<ConfidenceFigure>> Confidence();
}
