using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Supply.Indexes;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Indexes;

/// <inheritdoc cref="IWorkIndexGrain"/>
[Reentrant]
public sealed class WorkIndexGrain(AggregateServices services)
    : AggregateGrain<IndexState, IndexCommand, IndexEvent, bool>(services), IWorkIndexGrain
{
    private static readonly EventCodec<IndexEvent> Events = new EventCodec<IndexEvent>()
        .Add("index.entryAdded", IndexJson.Default.EntryAdded)
        .Add("index.entryRemoved", IndexJson.Default.EntryRemoved);

    private static readonly SnapshotForm<IndexState> Form = JsonSnapshots.Of(
        state => state.Entries.Count,
        state => new StoredIndex([.. state.Entries.Select(entry => new StoredEntry(entry.Key, entry.Value))]),
        stored => IndexState.From(stored.Entries.Select(entry => KeyValuePair.Create(entry.Id, entry.Mark))),
        IndexJson.Default.StoredIndex);

    protected override string Stream => this.GetPrimaryKeyString();

    protected override EventCodec<IndexEvent> Codec => Events;

    protected override SnapshotForm<IndexState> Snapshots => Form;

    public Task Add(string id, long mark) => Execute(new AddEntry(id, mark), Origin.Engine, Admission.Settling);

    public Task Remove(string id, long mark) => Execute(new RemoveEntry(id, mark), Origin.Engine, Admission.Settling);

    public Task<ImmutableArray<string>> Read() => Durable(state => state.Entries.Keys.ToImmutableArray());

    protected override IndexState NewState() => new();

    protected override void Apply(IndexState state, IndexEvent happened) => state.Apply(happened);

    protected override Ruling<IndexState, IndexEvent, bool> Decide(IndexState state, IndexCommand command, DateTimeOffset now) =>
        new(state.Decide(command, now), _ => true);

    protected override Label Label(IndexEvent happened) => new(Stream);

    protected override bool AnswerRecorded(IndexCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("An entry has no command id.");
}

/// <summary>The stored form of an index; its names must not change.</summary>
internal sealed record StoredIndex(ImmutableArray<StoredEntry> Entries);

internal sealed record StoredEntry(string Id, long Mark);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EntryAdded))]
[JsonSerializable(typeof(EntryRemoved))]
[JsonSerializable(typeof(StoredIndex))]
internal sealed partial class IndexJson : JsonSerializerContext;
