using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Counts;

/// <summary>The stored form of a location's count tasks. Kinds and property names must not change: journals are read for years.</summary>
internal static class CountStored
{
    public static EventCodec<CountEvent> Events { get; } = new EventCodec<CountEvent>()
        .Add("countTask.raised", CountJson.Default.CountRaised)
        .Add("countTask.raisedAgain", CountJson.Default.CountRaisedAgain)
        .Add("countTask.completed", CountJson.Default.CountCompleted)
        .Add("countTask.booked", CountJson.Default.CountBooked);

    public static SnapshotForm<CountState> Form { get; } = JsonSnapshots.Of(
        state => state.Count,
        state => new StoredCounts(state.Version, state.Time, state.LastNumber, [.. state.InCompletionOrder]),
        stored => CountState.From(stored.Version, stored.Time, stored.LastNumber, stored.Tasks),
        CountJson.Default.StoredCounts);
}

internal sealed record StoredCounts(long Version, DateTimeOffset Time, long LastNumber, ImmutableArray<CountTask> Tasks);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CountRaised))]
[JsonSerializable(typeof(CountRaisedAgain))]
[JsonSerializable(typeof(CountCompleted))]
[JsonSerializable(typeof(CountBooked))]
[JsonSerializable(typeof(StoredCounts))]
internal sealed partial class CountJson : JsonSerializerContext;
