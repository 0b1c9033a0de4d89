using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Counts;

/// <inheritdoc cref="ICountTaskGrain"/>
/// <remarks>A count is recorded before it is booked: what an interruption left unbooked is booked by the next call, or by the sweep.</remarks>
public sealed class CountTaskGrain(AggregateServices services)
    : AggregateGrain<CountState, CountCommand, CountEvent, CountDecision>(services), ICountTaskGrain
{
    /// <summary>The journal's streams of count tasks, and the index's entries for them: <c>count-tasks/location</c>.</summary>
    public const string JournalPrefix = "count-tasks/";

    private IndexEntry _entry = null!;
    private string _location = "";

    protected override string Stream => JournalPrefix + _location;

    protected override EventCodec<CountEvent> Codec => CountStored.Events;

    protected override SnapshotForm<CountState> Snapshots => CountStored.Form;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _location = this.GetPrimaryKeyString();
        _entry = new IndexEntry(GrainFactory, WorkIndex.Supply, Stream, Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<CountTaskAnswer> Raise(string taskId, string sku, long booked, string reason, Origin origin)
    {
        var decision = await Execute(new RaiseCount(taskId, sku, booked, reason), origin, Admission.Settling);
        return Answer(decision) with { IsRepeated = decision.Refusal is null && decision.Events is not [CountRaised] };
    }

    public async Task<CountTaskAnswer> Complete(long number, long counted, Origin origin)
    {
        if (State.Find(number) is { IsOpen: true })
        {
            await _entry.Add();
        }

        var decision = await Execute(new CompleteCount(number, counted), origin, Admission.Settling);
        await Book(origin);
        return Answer(decision) with { IsRepeated = decision.Refusal is null && decision.Events.IsEmpty };
    }

    public Task<ImmutableArray<CountTaskFigures>> List(bool? isOpen, CountTaskCursor? after, int limit) => Durable(state => state.Tasks
        .Where(task => isOpen is null || task.IsOpen == isOpen)
        .OrderBy(Rank)
        .Where(task => after is not { } last || Rank(task).CompareTo(Rank(last.IsOpen, last.Number)) > 0)
        .Take(limit).Select(Figures).ToImmutableArray());

    public async Task Settle()
    {
        await Book(Origin.Engine);
        await _entry.Remove();
    }

    protected override CountState NewState() => new();

    protected override void Apply(CountState state, CountEvent happened) => CountMachine.Apply(state, happened);

    protected override Ruling<CountState, CountEvent, CountDecision> Decide(CountState state, CountCommand command, DateTimeOffset now)
    {
        var decision = CountMachine.Decide(state, command, now);
        return new(decision.Events, _ => decision);
    }

    protected override Label Label(CountEvent happened) => happened switch
    {
        CountRaised e => new(Correlation(e.Number), CommandId.Of(Stream, $"raise:{e.TaskId}")),
        CountRaisedAgain e => new(Correlation(e.Number), CommandId.Of(Stream, $"raise:{e.TaskId}")),
        _ => new(Correlation(happened.Number)),
    };

    /// <summary>Only raising has an id. Which task it was is recorded; what became of it is in the state, if it is not too old.</summary>
    protected override CountDecision AnswerRecorded(CountCommand command, StoredRecord recorded) =>
        new([], Codec.Decode(recorded.Record.Kind, recorded.Record.Body).Number);

    private string Correlation(long number) => $"count-task/{CountTaskIds.Of(_location, number)}";

    private async Task Book(Origin origin)
    {
        var unsettled = State.Unsettled.ToList();
        foreach (var task in unsettled)
        {
            var item = GrainFactory.GetGrain<IStockGrain>(new StockKey(task.Sku, _location).ToString());
            var answer = await item.Execute(
                new Move($"{Correlation(task.Number)}/count", MovementKind.Count, task.Counted!.Value, task.Reason), origin);
            if (answer.Refusal is { } refusal)
            {
                throw new RetriableException($"The count of {task.Sku} could not be booked: {refusal.Code}.");
            }

            await Execute(new SettleCount(task.Number), origin, Admission.Settling);
        }

        if (unsettled.Count > 0)
        {
            await _entry.Remove();
        }
    }

    private CountTaskAnswer Answer(CountDecision decision) =>
        new(State.Find(decision.Number) is { } task ? Figures(task) : null, decision.Refusal);

    private static (int Group, long Order) Rank(CountTask task) => Rank(task.IsOpen, task.Number);

    private static (int Group, long Order) Rank(bool isOpen, long number) => isOpen ? (0, number) : (1, -number);

    private static CountTaskFigures Figures(CountTask task) =>
        new(task.Number, task.Sku, task.Booked, task.Reason, task.RaisedAt, task.Counted, task.CompletedAt);
}
