using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Supply.Demand;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Demand;

/// <summary>The stored form of those who wait for a SKU. Kinds and property names must not change: journals are read for years.</summary>
internal static class DemandStored
{
    public static EventCodec<DemandEvent> Events { get; } = new EventCodec<DemandEvent>()
        .Add("demand.subscribed", DemandJson.Default.SubscriptionMade)
        .Add("demand.unsubscribed", DemandJson.Default.SubscriptionEnded)
        .Add("demand.armed", DemandJson.Default.SubscriptionsArmed)
        .Add("notification.due", DemandJson.Default.NotificationDue)
        .Add("demand.queued", DemandJson.Default.BackorderQueued)
        .Add("demand.left", DemandJson.Default.BackorderLeft);

    public static SnapshotForm<DemandState> Form { get; } = JsonSnapshots.Of(
        state => state.SubscriptionCount + state.QueueCount,
        state => new StoredDemand(
            state.Version, state.Time, state.NotificationCount, state.Sequence, [.. state.Subscriptions], [.. state.Queue]),
        stored => DemandState.From(
            stored.Version, stored.Time, stored.NotificationCount, stored.Sequence, stored.Subscriptions, stored.Queue),
        DemandJson.Default.StoredDemand);
}

internal sealed record StoredDemand(
    long Version, DateTimeOffset Time, long NotificationCount, long Sequence, ImmutableArray<Subscription> Subscriptions,
    ImmutableArray<Backorder> Queue);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SubscriptionMade))]
[JsonSerializable(typeof(SubscriptionEnded))]
[JsonSerializable(typeof(SubscriptionsArmed))]
[JsonSerializable(typeof(NotificationDue))]
[JsonSerializable(typeof(BackorderQueued))]
[JsonSerializable(typeof(BackorderLeft))]
[JsonSerializable(typeof(StoredDemand))]
internal sealed partial class DemandJson : JsonSerializerContext;
