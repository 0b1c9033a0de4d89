using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Feeds;

/// <inheritdoc cref="IReconciliationGrain"/>
/// <remarks>Not reentrant: one portion at a time. Each count has an id that follows from the reconciliation's, so a repetition books nothing twice.</remarks>
public sealed class ReconciliationGrain(AggregateServices services, FeedIntake intake)
    : AggregateGrain<ReconciliationState, ReconciliationCommand, ReconciliationEvent, ReconciliationAnswer>(services), IReconciliationGrain
{
    /// <summary>The journal's streams of reconciliations, and the index's entries for them: <c>reconciliation/source/id</c>.</summary>
    public const string JournalPrefix = "reconciliation/";

    /// <summary>Differences in one record.</summary>
    public const int PortionMax = 200;

    private IndexEntry _entry = null!;
    private string _source = "";

    protected override string Stream => JournalPrefix + this.GetPrimaryKeyString();

    protected override EventCodec<ReconciliationEvent> Codec => FeedStored.ReconciliationEvents;

    public static string KeyOf(string source, string reconciliationId) => $"{source}/{reconciliationId}";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _source = key[..key.IndexOf('/', StringComparison.Ordinal)];
        _entry = new IndexEntry(GrainFactory, WorkIndex.Supply, Stream, Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<ReconciliationAnswer> Execute(ReconciliationCommand command, Origin origin)
    {
        if (command is AskToApply && State is { AppliedAt: null, Totals: not null })
        {
            await _entry.Add();
        }

        return await Execute(command, origin, Admission.Settling);
    }

    public async Task<ReconciliationAnswer> CarryOn(Origin origin)
    {
        if (State.IsUnsettled)
        {
            var after = State.Applied.Count;
            var portion = State.Differences.Skip(after).Take(Math.Min(PortionMax, State.Applicable - after));
            var applied = await Task.WhenAll(portion.Select(difference => Book(difference, origin)));
            await Execute(new SettleDifferences(after, [.. applied]), origin, Admission.Settling);
        }

        if (!State.IsUnsettled)
        {
            await _entry.Remove();
        }

        return await Read();
    }

    public Task<ReconciliationAnswer> Read() => Durable(state => Answer(state, default));

    public Task<ImmutableArray<SettledDifference>> Page(int after, int limit) => Durable(state => state.Differences
        .Select((difference, i) => new SettledDifference(difference, i < state.Applied.Count ? state.Applied[i] : null))
        .Skip(after).Take(limit).ToImmutableArray());

    public async Task Settle()
    {
        do
        {
            await CarryOn(Origin.Engine);
        }
        while (State.IsUnsettled);
    }

    protected override ReconciliationState NewState() => new();

    protected override void Apply(ReconciliationState state, ReconciliationEvent happened) => ReconciliationMachine.Apply(state, happened);

    protected override Ruling<ReconciliationState, ReconciliationEvent, ReconciliationAnswer> Decide(
        ReconciliationState state, ReconciliationCommand command, DateTimeOffset now)
    {
        var decision = ReconciliationMachine.Decide(state, command, now);
        return new(decision.Events, after => Answer(after, decision));
    }

    protected override Label Label(ReconciliationEvent happened) => new(Stream);

    protected override ReconciliationAnswer AnswerRecorded(ReconciliationCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("A reconciliation's commands have no ids: what it is tells what was done.");

    /// <summary>Booked as of the time that the source named, so what moved since the comparison is kept.</summary>
    private async Task<AppliedDifference> Book(Difference difference, Origin origin)
    {
        var count = new Move(
            $"{Stream}/count", MovementKind.Count, difference.Said!.Value, OccurredAt: difference.StatedAt,
            Feed: new FeedMark(_source, State.Precedence, difference.Version));
        var item = GrainFactory.GetGrain<IStockGrain>(new StockKey(difference.Sku, difference.LocationId).ToString());
        var answer = await item.Execute(count, origin);
        intake.Heard(count, answer);
        return new AppliedDifference(answer.Outcome, answer.Refusal?.Code.ToString());
    }

    private static ReconciliationAnswer Answer(ReconciliationState s, ReconciliationDecision decision) => new(
        s.Digest is not null, s.Attempt, s.OpenedAt, s.Totals, s.AppliedAt, s.Applicable, s.Applied.Count, s.Differences.Count, decision.IsOtherFile,
        decision.IsStale, decision.Events.IsDefaultOrEmpty);
}
