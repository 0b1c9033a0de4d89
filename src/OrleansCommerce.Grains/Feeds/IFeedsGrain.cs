using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Feeds;

/// <summary>The register of feeds: what they are, when they were heard, and which have fallen silent. There is one (<see cref="FeedRegister"/>).</summary>
[Alias("feeds")]
public interface IFeedsGrain : IGrainWithStringKey
{
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("execute")]
    Task<FeedAnswer> Execute(FeedCommand command, Origin origin);

    /// <summary>All feeds, by name.</summary>
    [Alias("read")]
    Task<ImmutableArray<Feed>> Read();

    /// <summary>By which rules a source's words are taken.</summary>
    [Alias("terms")]
    Task<FeedTerms> Terms(string source);
}

/// <summary>Where the one register is.</summary>
public static class FeedRegister
{
    private const string Key = "all";

    public static IFeedsGrain Of(IGrainFactory grains) => grains.GetGrain<IFeedsGrain>(Key);
}

/// <summary>What became of a command.</summary>
/// <param name="Feed">The one it was about, if it is there.</param>
/// <param name="FellSilent">Feeds of which this command has found that they are silent for too long.</param>
[GenerateSerializer]
[Immutable]
[Alias("feeds.answer")]
public sealed record FeedAnswer(
    [property: Id(0)] Feed? Feed, [property: Id(1)] bool IsTooMany, [property: Id(2)] bool IsRepeated, [property: Id(3)] ImmutableArray<string> FellSilent);

/// <summary>By which rules a source's words are taken.</summary>
/// <param name="IsRefused">There are as many other sources as there may be.</param>
[GenerateSerializer]
[Immutable]
[Alias("feeds.terms")]
public sealed record FeedTerms([property: Id(0)] int Precedence, [property: Id(1)] bool IsDisabled, [property: Id(2)] bool IsRefused);
