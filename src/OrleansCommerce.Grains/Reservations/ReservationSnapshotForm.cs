using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// What compaction leaves of a basket of which nothing was heard for the whole retention. Of one that has ended, how it ended. Of one that an
/// order has taken there is no last word, since the order ends each part of it by itself: it is kept as it was confirmed, so that whoever
/// asks for its order, or sends its request again, is answered as before.
/// </summary>
public static class ReservationSnapshotForm
{
    private const string Prefix = "reservation/";

    private static readonly LastWord Ended = new(
        Prefix, record => record.Kind is "reservation.released" or "reservation.expired" or "reservation.fulfilled");

    private static readonly StreamFold OfEnded = StreamFold.Of(Ended);

    private static readonly SnapshotForm<ReservationState> Newest = LastWordForm.Of(() => new ReservationState());

    private static readonly SnapshotForm<ReservationState> Whole = JsonSnapshots.Of(
        _ => int.MaxValue, (ReservationState state) => state.ToSnapshot(), ReservationState.From, ReservationSnapshotJson.Default.ReservationSnapshot);

    /// <summary>A basket's owner takes no snapshots: it reads those that compaction has left.</summary>
    public static SnapshotForm<ReservationState> Instance { get; } = new(
        Whole.Parts, Whole.Take, snapshot => snapshot.Body.Span.SequenceEqual(LastWord.NoContent.Span) ? Newest.Restore(snapshot) : Whole.Restore(snapshot));

    public static StreamFold Fold { get; } = new(Prefix, content =>
    {
        if (Ended.IsLast(content.Records[^1].Record))
        {
            return OfEnded.Fold(content);
        }

        var state = content.Snapshot is { } snapshot ? Instance.Restore(snapshot) : new ReservationState();
        foreach (var stored in content.Records)
        {
            ReservationMachine.Apply(state, ReservationEventCodec.Instance.Decode(stored.Record.Kind, stored.Record.Body));
        }

        return new Snapshot(content.Version, Whole.Take(state)());
    });
}

/// <summary>Property names are the stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ReservationSnapshot))]
internal sealed partial class ReservationSnapshotJson : JsonSerializerContext;
