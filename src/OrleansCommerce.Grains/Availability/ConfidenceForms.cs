using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Availability;

/// <summary>The stored forms of the trust in a SKU's figures. Kinds and property names must not change: journals are read for years.</summary>
internal static class ConfidenceForms
{
    private const int Format = 1;

    public static EventCodec<ConfidenceEvent> Events { get; } = new EventCodec<ConfidenceEvent>()
        .Add("confidence.picked", ConfidenceJson.Default.PickObserved)
        .Add("confidence.counted", ConfidenceJson.Default.CountObserved);

    public static SnapshotForm<ConfidenceState> Snapshot { get; } = new(
        state => state.Locations,
        state =>
        {
            var stored = new StoredConfidence(Format, state.Version, state.All);
            return () => JsonSerializer.SerializeToUtf8Bytes(stored, ConfidenceJson.Default.StoredConfidence);
        },
        snapshot => Restore(snapshot));

    private static ConfidenceState Restore(Snapshot snapshot)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(snapshot.Body.Span, ConfidenceJson.Default.StoredConfidence)!;
            return stored.Format == Format
                ? ConfidenceState.From(stored.Version, stored.Locations)
                : throw new JournalFormatException($"A snapshot of evidence has format {stored.Format}; this program reads format {Format}.");
        }
        catch (JsonException e)
        {
            throw new JournalFormatException($"A snapshot of evidence is not readable: {e.Message}");
        }
    }
}

internal sealed record StoredConfidence(int Format, long Version, ImmutableArray<LocationConfidence> Locations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PickObserved))]
[JsonSerializable(typeof(CountObserved))]
[JsonSerializable(typeof(StoredConfidence))]
internal sealed partial class ConfidenceJson : JsonSerializerContext;
