using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Feeds;

/// <summary>The stored form of the register of feeds and of reconciliations. Kinds and property names must not change: journals are read for years.</summary>
internal static class FeedStored
{
    public static EventCodec<FeedEvent> Events { get; } = new EventCodec<FeedEvent>()
        .Add("feed.described", FeedJson.Default.FeedDescribed)
        .Add("feed.disabled", FeedJson.Default.FeedDisabled)
        .Add("feed.heard", FeedJson.Default.FeedsHeard)
        .Add("feed.reconciliationNoted", FeedJson.Default.ReconciliationNoted)
        .Add("feed.fellSilent", FeedJson.Default.FeedFellSilent)
        .Add("feed.spokeAgain", FeedJson.Default.FeedSpokeAgain);

    public static EventCodec<ReconciliationEvent> ReconciliationEvents { get; } = new EventCodec<ReconciliationEvent>()
        .Add("reconciliation.opened", FeedJson.Default.ReconciliationOpened)
        .Add("reconciliation.differencesFound", FeedJson.Default.DifferencesFound)
        .Add("reconciliation.compared", FeedJson.Default.ReconciliationCompared)
        .Add("reconciliation.applyAsked", FeedJson.Default.ApplyAsked)
        .Add("reconciliation.applied", FeedJson.Default.DifferencesApplied);

    public static SnapshotForm<FeedState> Form { get; } = JsonSnapshots.Of(
        state => state.Feeds.Count, state => new StoredFeeds(state.ToSnapshot()), stored => FeedState.From(stored.Feeds), FeedJson.Default.StoredFeeds);
}

internal sealed record StoredFeeds(ImmutableArray<Feed> Feeds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(FeedDescribed))]
[JsonSerializable(typeof(FeedDisabled))]
[JsonSerializable(typeof(FeedsHeard))]
[JsonSerializable(typeof(ReconciliationNoted))]
[JsonSerializable(typeof(FeedFellSilent))]
[JsonSerializable(typeof(FeedSpokeAgain))]
[JsonSerializable(typeof(StoredFeeds))]
[JsonSerializable(typeof(ReconciliationOpened))]
[JsonSerializable(typeof(DifferencesFound))]
[JsonSerializable(typeof(ReconciliationCompared))]
[JsonSerializable(typeof(ApplyAsked))]
[JsonSerializable(typeof(DifferencesApplied))]
internal sealed partial class FeedJson : JsonSerializerContext;
