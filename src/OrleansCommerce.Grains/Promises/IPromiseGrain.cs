using Orleans;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Promises;

/// <summary>One promise. Its key is the promise's id.</summary>
[Alias("promise")]
public interface IPromiseGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the promise and, if asked, holds its best option: goods and slots, all or nothing. The same request again is answered with the
    /// same promise, and nothing is held twice.
    /// </summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same request again.</exception>
    [Alias("make")]
    Task<PromiseAnswer> Make(PromiseRequest request, Origin origin);

    /// <summary>Remembers what was asked for, and makes no promise; the first one counts.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send it again.</exception>
    [Alias("note")]
    Task Note(PromiseRequest request, Origin origin);

    /// <summary>Null: it was never made.</summary>
    [Alias("read")]
    Task<Promise?> Read();
}
