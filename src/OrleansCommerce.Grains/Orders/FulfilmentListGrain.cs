using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Orders;

/// <inheritdoc cref="IFulfilmentListGrain"/>
[Reentrant]
public sealed partial class FulfilmentListGrain(AggregateServices services, StockWatch watchers)
    : AggregateGrain<FulfilmentList, FulfilmentFigures, FulfilmentShown, long>(services), IFulfilmentListGrain
{
    private static readonly EventCodec<FulfilmentShown> Events =
        new EventCodec<FulfilmentShown>().Add("fulfilmentList.shown", FulfilmentListJson.Default.FulfilmentShown);

    private static readonly SnapshotForm<FulfilmentList> Form = JsonSnapshots.Of(
        list => list.Count,
        list => new StoredFulfilmentList([.. list.ByAge]),
        stored => FulfilmentList.From(stored.Fulfilments),
        FulfilmentListJson.Default.StoredFulfilmentList);

    protected override string Stream => $"fulfilments/{this.GetPrimaryKeyString()}";

    protected override EventCodec<FulfilmentShown> Codec => Events;

    protected override SnapshotForm<FulfilmentList> Snapshots => Form;

    public Task Show(FulfilmentFigures fulfilment) => Execute(fulfilment, Origin.Engine, Admission.Settling);

    public Task<ImmutableArray<FulfilmentFigures>> List(FulfilmentState? state, string? after, int limit) =>
        Durable(list => list.Page(state, after, limit));

    public Task<ImmutableArray<StateCount>> Counts() => Durable(list => list.Counts());

    protected override FulfilmentList NewState() => new();

    protected override void Apply(FulfilmentList state, FulfilmentShown happened)
    {
        state.Put(happened.Fulfilment);
        if (ReferenceEquals(state, State))
        {
            _inFlight.Enqueue((state.Changes, happened.Fulfilment));
        }
    }

    protected override Ruling<FulfilmentList, FulfilmentShown, long> Decide(FulfilmentList state, FulfilmentFigures shown, DateTimeOffset now) =>
        new(state.IsNews(shown) ? [new FulfilmentShown(shown)] : [], after => after.Changes);

    protected override Label Label(FulfilmentShown happened) => new(happened.Fulfilment.OrderId);

    protected override long AnswerRecorded(FulfilmentFigures command, StoredRecord recorded) =>
        throw new InvalidOperationException("What a list shows has no command id.");
}

/// <summary>A fulfilment is, at this location, as its order says.</summary>
public sealed record FulfilmentShown(FulfilmentFigures Fulfilment);

internal sealed record StoredFulfilmentList(ImmutableArray<FulfilmentFigures> Fulfilments);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(FulfilmentShown))]
[JsonSerializable(typeof(StoredFulfilmentList))]
internal sealed partial class FulfilmentListJson : JsonSerializerContext;
