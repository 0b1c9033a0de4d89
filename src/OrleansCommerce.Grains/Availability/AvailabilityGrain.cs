using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Availability;

/// <inheritdoc cref="IAvailabilityGrain"/>
/// <remarks>
/// Evidence is its own and durable; figures are the stock grains', and are only watched while somebody asks for them.
/// </remarks>
[Reentrant]
public sealed partial class AvailabilityGrain(AggregateServices services, StockWatch watch, AvailabilityRepair repair)
    : AggregateGrain<ConfidenceState, Evidence, ConfidenceEvent, bool>(services), IAvailabilityGrain
{
    /// <summary>The journal's streams of evidence: <c>confidence/sku</c>.</summary>
    public const string JournalPrefix = "confidence/";

    private string _sku = "";

    protected override string Stream => JournalPrefix + _sku;

    protected override EventCodec<ConfidenceEvent> Codec => ConfidenceForms.Events;

    protected override SnapshotForm<ConfidenceState> Snapshots => ConfidenceForms.Snapshot;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _sku = this.GetPrimaryKeyString();
        return base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Unwatch();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<SkuAvailability> Read()
    {
        _readAt = Services.Clock.Provider.GetTimestamp();
        var figures = await Watched();
        var asOf = await repair.Through();
        var inbound = await Inbound();
        var now = Now;
        return await Durable(state => new SkuAvailability(_sku, asOf, figures.Pack(state, now), inbound, figures.IsEmpty));
    }

    public Task<bool> Observe(Evidence evidence, Origin origin) => Execute(evidence, origin, Admission.Settling);

    public Task<ImmutableArray<ConfidenceFigure>> Confidence()
    {
        var now = Now;
        return Durable(state => state.All.Select(entry => new ConfidenceFigure(
            entry.LocationId, entry.Confidence.PercentAt(now), entry.Confidence.Good, entry.Confidence.Failed, entry.Confidence.Surprise,
            entry.Confidence.At)).ToImmutableArray());
    }

    protected override ConfidenceState NewState() => new();

    protected override void Apply(ConfidenceState state, ConfidenceEvent happened) => ConfidenceMachine.Apply(state, happened);

    protected override Ruling<ConfidenceState, ConfidenceEvent, bool> Decide(ConfidenceState state, Evidence evidence, DateTimeOffset now) =>
        new([ConfidenceMachine.Decide(evidence, now)], _ => true);

    /// <summary>What is observed twice is a conflict in the append, so nothing has to be remembered here.</summary>
    protected override Label Label(ConfidenceEvent happened)
    {
        var what = happened is PickObserved ? "pick" : "count";
        return new(happened.Id, CommandId.Of(Stream, $"{what}:{happened.Id}@{happened.LocationId}"));
    }

    protected override bool AnswerRecorded(Evidence command, StoredRecord recorded) => false;

    protected override bool AnswerCompacted(Evidence command) => false;
}
