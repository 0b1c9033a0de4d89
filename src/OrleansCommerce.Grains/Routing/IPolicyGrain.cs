using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Routing;

/// <summary>The routing policy of all processes. There is one, and its key is <see cref="PolicyGrain.Key"/>.</summary>
[Alias("policy")]
public interface IPolicyGrain : IGrainWithStringKey
{
    [Alias("read")]
    Task<PolicyFigures> Read();

    /// <summary>
    /// Takes the place of the policy, from the next request on. The same one again changes nothing. A wrong one, or one made of an older
    /// version than <paramref name="madeOf"/>, is refused in the answer.
    /// </summary>
    /// <param name="json">The policy in its stored form (<see cref="PolicyText"/>); its version is not looked at.</param>
    /// <param name="madeOf">The version that the caller has seen; null: whatever it is.</param>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same policy again.</exception>
    [Alias("put")]
    Task<PolicyAnswer> Put(string json, int? madeOf, Origin origin);
}

/// <summary>The policy that holds. Nobody has put the first one: it is the product's own.</summary>
/// <param name="Json">In its stored form (<see cref="PolicyText"/>).</param>
/// <param name="PutBy">Who; null for the product's own.</param>
[GenerateSerializer]
[Immutable]
[Alias("policy.figures")]
public sealed record PolicyFigures(
    [property: Id(0)] int Version, [property: Id(1)] string Json, [property: Id(2)] string? PutBy, [property: Id(3)] DateTimeOffset? PutAt);

/// <summary>What came of a policy that was put.</summary>
/// <param name="Problems">What is wrong with it, field by field; empty: nothing.</param>
/// <param name="IsOutdated">Somebody else has changed it since.</param>
[GenerateSerializer]
[Immutable]
[Alias("policy.answer")]
public sealed record PolicyAnswer(
    [property: Id(0)] PolicyFigures Policy, [property: Id(1)] ImmutableArray<InvalidField> Problems, [property: Id(2)] bool IsOutdated = false);
