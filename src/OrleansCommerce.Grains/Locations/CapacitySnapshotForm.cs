using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Locations;

/// <summary>The stored form of a snapshot of pick capacity: UTF-8 JSON with the version of its format. Remembered events look as in the journal.</summary>
public static class CapacitySnapshotForm
{
    /// <summary>The version that is written.</summary>
    public const int Format = 1;

    public static SnapshotForm<CapacityState> Instance { get; } = new(
        state => state.LiveHolds,
        state =>
        {
            var snapshot = state.ToSnapshot();
            return () => Encode(snapshot);
        },
        snapshot => CapacityState.From(Decode(snapshot)));

    public static ReadOnlyMemory<byte> Encode(CapacitySnapshot s)
    {
        var stored = new StoredCapacitySnapshot(
            Format, s.Version, s.Time, s.PerSlot, s.TakenOn, s.Done, s.GivenBack, s.HasForgotten, s.Slots, s.Overrides, s.Holds,
            StoredEvents.Write(CapacityEventCodec.Instance, s.Remembered));
        return JsonSerializer.SerializeToUtf8Bytes(stored, CapacitySnapshotJson.Default.StoredCapacitySnapshot);
    }

    /// <exception cref="JournalFormatException">It is of another format, or not what its place in the journal says.</exception>
    public static CapacitySnapshot Decode(Snapshot snapshot)
    {
        var s = JsonSnapshots.Read(snapshot.Body, CapacitySnapshotJson.Default.StoredCapacitySnapshot)!;
        if (s.Format != Format || s.Version != snapshot.Version)
        {
            throw new JournalFormatException(
                $"A snapshot of pick capacity has format {s.Format} and version {s.Version}; this program reads format {Format} of version {snapshot.Version}.");
        }

        return new(
            s.Version, s.Time, s.PerSlot, s.TakenOn, s.Done, s.GivenBack, s.HasForgotten, s.Slots, s.Overrides, s.Holds,
            [.. s.Remembered.Select(stored => StoredEvents.Read(CapacityEventCodec.Instance, stored))]);
    }
}

/// <summary>Property names are the stored format.</summary>
internal sealed record StoredCapacitySnapshot(
    int Format, long Version, DateTimeOffset Time, long? PerSlot, long TakenOn, long Done, long GivenBack, bool HasForgotten,
    ImmutableArray<SlotQuantity> Slots, ImmutableArray<SlotQuantity> Overrides, ImmutableArray<SlotHoldSnapshot> Holds,
    ImmutableArray<StoredEvent> Remembered);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoredCapacitySnapshot))]
internal sealed partial class CapacitySnapshotJson : JsonSerializerContext;
