using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Orders;

/// <summary>
/// The stored form of an order as it was at a version. Its owner takes one where the order has grown long; compaction makes one of every
/// order that nothing has happened to for so long that its records may go.
/// </summary>
public static class OrderSnapshotForm
{
    private static readonly EventCodec<OrderEffect> Effects = new EventCodec<OrderEffect>()
        .Add("releaseUnits", OrderSnapshotJson.Default.ReleaseUnits)
        .Add("issueUnits", OrderSnapshotJson.Default.IssueUnits)
        .Add("receiveUnits", OrderSnapshotJson.Default.ReceiveUnits)
        .Add("correctAndCount", OrderSnapshotJson.Default.CorrectAndCount)
        .Add("finishPick", OrderSnapshotJson.Default.FinishPick)
        .Add("releasePick", OrderSnapshotJson.Default.ReleasePick)
        .Add("routeAgain", OrderSnapshotJson.Default.RouteAgain);

    public static SnapshotForm<OrderState> Instance { get; } = JsonSnapshots.Of(
        state => state.History.Count,
        state => Stored(state.ToSnapshot()),
        stored => OrderState.From(stored.Order with { Pending = [.. stored.Pending.Select(Read)] }),
        OrderSnapshotJson.Default.StoredOrder);

    /// <summary>How an order is folded that is old: whole, at its end.</summary>
    public static StreamFold Fold { get; } = new(OrderGrain.JournalPrefix, content =>
    {
        var state = content.Snapshot is { } snapshot ? Instance.Restore(snapshot) : new OrderState();
        foreach (var stored in content.Records)
        {
            OrderMachine.Apply(state, OrderEventCodec.Instance.Decode(stored.Record.Kind, stored.Record.Body));
        }

        return new Snapshot(content.Version, Instance.Take(state)());
    });

    private static StoredOrder Stored(OrderSnapshot order) => new(order with { Pending = [] }, [.. order.Pending.Select(Write)]);

    private static StoredEffect Write(PendingEffect pending) => new(pending.Version, StoredEvents.Write(Effects, [pending.Effect])[0]);

    private static PendingEffect Read(StoredEffect stored) => new(stored.Version, StoredEvents.Read(Effects, stored.Effect));
}

/// <summary>Property names are the stored format; effects are beside the order, since each is of a kind of its own.</summary>
internal sealed record StoredOrder(OrderSnapshot Order, ImmutableArray<StoredEffect> Pending);

internal sealed record StoredEffect(long Version, StoredEvent Effect);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoredOrder))]
[JsonSerializable(typeof(ReleaseUnits))]
[JsonSerializable(typeof(IssueUnits))]
[JsonSerializable(typeof(ReceiveUnits))]
[JsonSerializable(typeof(CorrectAndCount))]
[JsonSerializable(typeof(FinishPick))]
[JsonSerializable(typeof(ReleasePick))]
[JsonSerializable(typeof(RouteAgain))]
internal sealed partial class OrderSnapshotJson : JsonSerializerContext;
