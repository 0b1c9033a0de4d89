using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>The stored form of a stock item's snapshot: UTF-8 JSON with the version of its format. Remembered events look as in the journal.</summary>
public static class StockSnapshotForm
{
    /// <summary>The newest version. The one before it knew no feeds, and is what is still written of items without them.</summary>
    public const int Format = 2;

    private const int FormatWithoutFeeds = 1;

    public static SnapshotForm<StockState> Instance { get; } = new(
        state => state.LiveHolds,
        state =>
        {
            var snapshot = state.ToSnapshot();
            return () => Encode(snapshot);
        },
        snapshot => StockState.From(Decode(snapshot)));

    public static ReadOnlyMemory<byte> Encode(StockSnapshot s)
    {
        var stored = new StoredStockSnapshot(
            s.Feeds is null ? FormatWithoutFeeds : Format, s.Version, s.Time, s.OnHand, s.SafetyStock, s.Damaged, s.Received, s.GoneOut, s.HasForgotten,
            s.Holds, StoredEvents.Write(StockEventCodec.Instance, s.Remembered), s.Feeds, s.Earmarked);
        return JsonSerializer.SerializeToUtf8Bytes(stored, StockSnapshotJson.Default.StoredStockSnapshot);
    }

    /// <exception cref="JournalFormatException">It is of another format, or not what its place in the journal says.</exception>
    public static StockSnapshot Decode(Snapshot snapshot)
    {
        var s = JsonSnapshots.Read(snapshot.Body, StockSnapshotJson.Default.StoredStockSnapshot)!;
        if (s.Format is not (Format or FormatWithoutFeeds))
        {
            throw new JournalFormatException($"A snapshot of a stock item has format {s.Format}; this program reads formats up to {Format}.");
        }

        if (s.Version != snapshot.Version)
        {
            throw new JournalFormatException($"A snapshot of a stock item speaks of version {s.Version} and is kept as that of {snapshot.Version}.");
        }

        return new(
            s.Version, s.Time, s.OnHand, s.SafetyStock, s.Damaged, s.Received, s.GoneOut, s.HasForgotten, s.Holds,
            [.. s.Remembered.Select(stored => StoredEvents.Read(StockEventCodec.Instance, stored))],
            s.Feeds, s.Earmarked);
    }
}

/// <summary>Property names are the stored format.</summary>
internal sealed record StoredStockSnapshot(
    int Format, long Version, DateTimeOffset Time, long OnHand, long SafetyStock, long Damaged, long Received, long GoneOut, bool HasForgotten,
    ImmutableArray<HoldSnapshot> Holds, ImmutableArray<StoredEvent> Remembered, StockFeeds? Feeds = null, long Earmarked = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoredStockSnapshot))]
internal sealed partial class StockSnapshotJson : JsonSerializerContext;
