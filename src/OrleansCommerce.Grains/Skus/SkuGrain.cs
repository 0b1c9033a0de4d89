using System.Text.Json.Serialization;
using Orleans;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Skus;

/// <summary>One SKU's register entry. Its key is the SKU.</summary>
[Alias("sku")]
public interface ISkuGrain : IGrainWithStringKey
{
    /// <summary>Describes the SKU; true when nobody had described it before.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same description again.</exception>
    [Alias("describe")]
    Task<bool> Describe(Sku sku, Origin origin);

    /// <summary>Null until it is described.</summary>
    [Alias("read")]
    Task<Sku?> Read();
}

/// <inheritdoc cref="ISkuGrain"/>
public sealed class SkuGrain(AggregateServices services) : AggregateGrain<SkuState, Sku, SkuDescribed, bool>(services), ISkuGrain
{
    private static readonly SnapshotForm<SkuState> Newest = LastWordForm.Of(() => new SkuState());

    private static readonly EventCodec<SkuDescribed> Events =
        new EventCodec<SkuDescribed>().Add("sku.described", SkuEventJson.Default.SkuDescribed);

    protected override string Stream => $"sku/{this.GetPrimaryKeyString()}";

    protected override EventCodec<SkuDescribed> Codec => Events;

    protected override SnapshotForm<SkuState> Snapshots => Newest;

    public Task<bool> Describe(Sku sku, Origin origin) => Execute(sku, origin, Admission.Settling);

    public Task<Sku?> Read() => Durable(state => state.Sku);

    protected override SkuState NewState() => new();

    protected override void Apply(SkuState state, SkuDescribed happened) => SkuMachine.Apply(state, happened);

    protected override Ruling<SkuState, SkuDescribed, bool> Decide(SkuState state, Sku sku, DateTimeOffset now)
    {
        var isNew = state.Sku is null;
        var described = SkuMachine.Decide(state, sku, now);
        return new(described is null ? [] : [described], _ => isNew);
    }

    protected override Label Label(SkuDescribed happened) => new(Stream);

    protected override bool AnswerRecorded(Sku command, StoredRecord recorded) =>
        throw new InvalidOperationException("A description has no command id.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SkuDescribed))]
internal sealed partial class SkuEventJson : JsonSerializerContext;
