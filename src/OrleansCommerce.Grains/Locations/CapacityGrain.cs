using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Locations;

/// <inheritdoc cref="ICapacityGrain"/>
[Reentrant]
public sealed class CapacityGrain(AggregateServices services, CapacityWatch watch)
    : AggregateGrain<CapacityState, CapacityCommand, CapacityEvent, CapacityAnswer>(services), ICapacityGrain
{
    /// <summary>The journal's streams of pick capacity: <c>capacity/location</c>.</summary>
    public const string JournalPrefix = "capacity/";

    private Tentative _tentative;
    private LocationSchedule _schedule = null!;
    private string _locationId = "";

    protected override string Stream => JournalPrefix + _locationId;

    protected override EventCodec<CapacityEvent> Codec => CapacityEventCodec.Instance;

    protected override SnapshotForm<CapacityState> Snapshots => CapacitySnapshotForm.Instance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _locationId = this.GetPrimaryKeyString();
        _schedule = new(GrainFactory.GetGrain<ILocationGrain>(_locationId), Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<CapacityAnswer> Execute(CapacityCommand command, Origin origin)
    {
        if (command is HoldSlot hold)
        {
            await Describe();
            if (_schedule.Current?.IsSlot(hold.Slot) != true && State.FindReservation(hold.ReservationId) is null)
            {
                return await Durable(state => new CapacityAnswer(state.Figures(), Refusal: new CapacityRefusal(CapacityRefusalCode.InvalidSlot)));
            }
        }

        var answer = await Execute(command, origin, command is HoldSlot ? Admission.New : Admission.Settling);
        Follow(command, answer);
        return answer.Refusal is { Code: CapacityRefusalCode.InsufficientCapacity } refusal && command is HoldSlot c
            ? answer with { IsContended = refusal.Available + _tentative.Units(c.ReservationId, Now, c.Slot) >= c.Quantity }
            : answer;
    }

    public async Task<LocationFacts?> Outlook()
    {
        await Describe();
        return await Durable(state => _schedule is { Profile: { } profile, Current: { } schedule }
            ? LocationOutlook.Of(_locationId, profile, schedule, state, Now)
            : null);
    }

    public Task<SlotHoldFigures?> FindHold(string holdId) => Durable(state => state.FindReservation(holdId));

    public async Task Described()
    {
        _schedule.Forget();
        await Describe();
        watch.Described(_locationId);
    }

    public Task Settle(string holdId)
    {
        _tentative.Remove(holdId);
        return Task.CompletedTask;
    }

    public async Task<bool> Sweep()
    {
        await Execute(new ExpireDueSlots(), Origin.Engine, Admission.Settling);
        return await Durable(state => state.InDoubt(Now).Count > 0);
    }

    public async Task AskDecisions()
    {
        var inDoubt = await Durable(state => state.InDoubt(Now));
        await Task.WhenAll(inDoubt.Select(hold => AskDecision(hold.ReservationId, hold.Attempt)));
    }

    private async Task AskDecision(string holdId, long attempt)
    {
        var verdict = await GrainFactory.GetGrain<IReservationGrain>(SlotParticipant.ReservationOf(holdId)).Inquire(attempt);
        CapacityCommand? command = verdict switch
        {
            Verdict.Confirm => new ConfirmSlot(holdId, Decided: true, attempt),
            Verdict.Release => new ReleaseSlot(holdId, Decided: true),
            Verdict.Abort => new AbortSlot(holdId, attempt),
            _ => null,
        };
        if (command is not null)
        {
            await Execute(command, Origin.Engine, Admission.Settling);
        }
    }

    protected override CapacityState NewState() => new();

    protected override void Apply(CapacityState state, CapacityEvent happened) => CapacityMachine.Apply(state, happened);

    protected override Ruling<CapacityState, CapacityEvent, CapacityAnswer> Decide(CapacityState state, CapacityCommand command, DateTimeOffset now)
    {
        var decision = CapacityMachine.Decide(state, command, now);
        return new(decision.Events, after => new CapacityAnswer(after.Figures(), decision.Hold, decision.Refusal));
    }

    protected override Label Label(CapacityEvent happened) => CapacityCommandIds.Label(Stream, happened);

    protected override CapacityAnswer AnswerRecorded(CapacityCommand command, StoredRecord recorded)
    {
        var decision = recorded.Stream == Stream
            ? CapacityMachine.AnswerFromRecord(Codec.Decode(recorded.Record.Kind, recorded.Record.Body), command)
            : new CapacityDecision([], new CapacityRefusal(CapacityRefusalCode.IdReused));
        return new(State.Figures(), decision.Hold, decision.Refusal);
    }

    protected override CapacityAnswer AnswerCompacted(CapacityCommand command) =>
        new(State.Figures(), Refusal: new CapacityRefusal(CapacityRefusalCode.IdReused));

    protected override void OnDurable(CapacityAnswer answer, long position) => watch.Changed(_locationId, answer.Figures.NextDue);

    protected override void OnLoaded(long position) => watch.Changed(_locationId, State.Figures().NextDue);

    private void Follow(CapacityCommand command, CapacityAnswer answer)
    {
        switch (command)
        {
            case HoldSlot { OfBasket: true } c when answer.Refusal is null: _tentative.Add(c.ReservationId, c.Quantity, Now, c.Slot); break;
            case ReleaseSlot c: _tentative.Remove(c.ReservationId); break;
            case PrepareSlot c: _tentative.Remove(c.ReservationId); break;
        }
    }

    /// <summary>Knows the location as it is described now, and has its capacity recorded where that has changed: it is a fact.</summary>
    private async Task Describe()
    {
        await _schedule.Refresh();
        if (_schedule.Profile is { } profile && State.PerSlot != profile.PickCapacityPerSlot)
        {
            await Execute(new SetCapacity(profile.PickCapacityPerSlot), Origin.Engine, Admission.Settling);
        }
    }
}
