using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <inheritdoc cref="IStockGrain"/>
[Reentrant]
public sealed partial class StockGrain(AggregateServices services, StockWatch watch)
    : AggregateGrain<StockState, StockCommand, StockEvent, StockAnswer>(services), IStockGrain
{
    private Tentative _tentative;
    private StockKey _key;
    private StockPublisher? _publisher;
    private string _stream = "";

    protected override string Stream => _stream;

    protected override EventCodec<StockEvent> Codec => StockEventCodec.Instance;

    protected override SnapshotForm<StockState> Snapshots => StockSnapshotForm.Instance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _key = watch.Shared(StockKey.Parse(key));
        _stream = StockStreams.JournalPrefix + key;
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<StockAnswer> Execute(StockCommand command, Origin origin)
    {
        var answer = await Decide(await ForQueue(command), origin);
        if (answer.Refusal is { Code: StockRefusalCode.InsufficientStock } && command is Reserve { FromQueue: false } && await LiftStaleEarmark())
        {
            answer = await Decide(command, origin);
        }

        Follow(command, answer);
        if (answer.Booked is { } booked && command is Move count)
        {
            await Tell(count, booked, origin);
        }

        if (answer.Refusal is not { Code: not StockRefusalCode.IdReused and not StockRefusalCode.Pending and not StockRefusalCode.TakenByOrder } refusal)
        {
            return answer;
        }

        // A retry is answered from history before anything else, and the item remembers only the last of it.
        if (State.HasForgotten && await Trace(command, answer.Figures) is { } recorded)
        {
            return recorded;
        }

        return refusal.Code == StockRefusalCode.InsufficientStock && command is Reserve c
            ? answer with { IsContended = refusal.Available + _tentative.Units(c.ReservationId, Now) >= c.Quantity }
            : answer;
    }

    private Task<StockAnswer> Decide(StockCommand command, Origin origin) =>
        Execute(command, origin, command is Reserve ? Admission.New : Admission.Settling);

    /// <summary>
    /// What a count found says how far the figure could be trusted. It is told before the count is answered, so that it is told unless the
    /// process ends in between; where it can't be told, the count is a fact all the same.
    /// </summary>
    private async Task Tell(Move count, long booked, Origin origin)
    {
        try
        {
            var evidence = new CountEvidence(count.MovementId, _key.LocationId, booked, count.Quantity);
            await GrainFactory.GetGrain<IAvailabilityGrain>(_key.Sku).Observe(evidence, origin);
        }
        catch (Exception e) when (RetriableException.Covers(e))
        {
            // Evidence is a matter of many picks and counts; this one is missing from it.
        }
    }

    private void Follow(StockCommand command, StockAnswer answer)
    {
        switch (command)
        {
            case Reserve { OfBasket: true } c when answer.Refusal is null: _tentative.Add(c.ReservationId, c.Quantity, Now); break;
            case Release c: _tentative.Remove(c.ReservationId); break;
            case Prepare c: _tentative.Remove(c.ReservationId); break;
        }
    }

    public Task<StockFigures> Read() => Durable(state => state.Figures());

    public Task<CountPreview?> Preview(Move count) => Durable(state =>
    {
        if (!state.Exists)
        {
            return null;
        }

        var (onHandAt, isExact) = state.OnHandAt(count.OccurredAt!.Value);
        return StockMachine.Decide(state, count, Now).Events is [.., Moved moved]
            ? new CountPreview(state.Figures() with { Reserved = moved.After.Reserved }, onHandAt, isExact, moved.Outcome, moved.Delta, moved.Deficit)
            : new CountPreview(state.Figures(), onHandAt, isExact, MoveOutcome.Superseded, 0, 0);
    });

    public async Task<HoldFigures?> FindReservation(string reservationId)
    {
        var hold = await Durable(state => state.FindReservation(reservationId));
        return hold ?? EndOf((await Find([ReservationIds.Ended(reservationId)])).Happened);
    }

    public Task Settle(string reservationId)
    {
        _tentative.Remove(reservationId);
        return Task.CompletedTask;
    }

    public async Task<bool> Sweep()
    {
        await Execute(new ExpireDue(), Origin.Engine, Admission.Settling);
        return await Durable(state => state.InDoubt(Now).Count > 0);
    }

    public async Task AskDecisions()
    {
        var inDoubt = await Durable(state => state.InDoubt(Now));
        await Task.WhenAll(inDoubt.Select(hold => AskDecision(hold.ReservationId, hold.Attempt)));
    }

    private async Task AskDecision(string reservationId, long attempt)
    {
        var verdict = await GrainFactory.GetGrain<IReservationGrain>(reservationId).Inquire(attempt);
        StockCommand? command = verdict switch
        {
            Verdict.Confirm => new Confirm(reservationId, Decided: true, attempt),
            Verdict.Release => new Release(reservationId, Decided: true),
            Verdict.Abort => new Abort(reservationId, attempt),
            _ => null,
        };
        if (command is not null)
        {
            await Execute(command, Origin.Engine, Admission.Settling);
        }
    }

    protected override StockState NewState() => new();

    protected override void Apply(StockState state, StockEvent happened) => StockMachine.Apply(state, happened);

    protected override Ruling<StockState, StockEvent, StockAnswer> Decide(StockState state, StockCommand command, DateTimeOffset now)
    {
        var decision = StockMachine.Decide(state, command, now);
        return decision.Recalled is null && decision.Refusal is null
            ? Accepted(decision.Events, decision.Hold)
            : Answered(decision);
    }

    // Apart from each other, so that what is accepted, which is nearly everything, carries no more along than it needs.
    private static Ruling<StockState, StockEvent, StockAnswer> Accepted(ImmutableArray<StockEvent> events, HoldFigures? hold)
    {
        var isRepeated = AreExpiries(events);
        var moved = isRepeated ? null : events[^1] as Moved;
        var booked = moved is { Kind: MovementKind.Count, Outcome: MoveOutcome.Booked } ? moved.After.OnHand - moved.Delta : (long?)null;
        var outcome = moved?.Outcome ?? MoveOutcome.Booked;
        return new(events, after => new StockAnswer(after.Figures(), hold, IsRepeated: isRepeated, Booked: booked, Outcome: outcome));
    }

    private static Ruling<StockState, StockEvent, StockAnswer> Answered(StockDecision decision) =>
        new(decision.Events, after => Answer(decision, after.Figures()));

    protected override Label Label(StockEvent happened) => StockCommandIds.Label(Stream, happened);

    protected override StockAnswer AnswerRecorded(StockCommand command, StoredRecord recorded) =>
        recorded.Stream == Stream
            ? Answer(StockMachine.AnswerFromRecord(Codec.Decode(recorded.Record.Kind, recorded.Record.Body), command), State.Figures())
            : new StockAnswer(State.Figures(), Refusal: new StockRefusal(StockRefusalCode.IdReused));

    /// <summary>An id that was used before is never carried out again; after the retention nobody can tell any more what it was used for.</summary>
    protected override StockAnswer AnswerCompacted(StockCommand command) =>
        new(State.Figures(), Refusal: new StockRefusal(StockRefusalCode.IdReused));

    protected override void OnDurable(StockAnswer answer, long position)
    {
        watch.View.Changed(StockPublisher.Row(_key, answer.Figures, position), _stream);
        watch.Queues.Earmark(_key, State.Earmarked);
        if (answer.Figures.Deficit > 0)
        {
            watch.Deficits.Add(_key);
        }

        if (watch.IsWatched(_key))
        {
            if (watch.Shown.TryGetValue(_key.Sku, out var shown))
            {
                shown.Take(_key.LocationId, answer.Figures.Version, answer.Figures.Available);
            }

            (_publisher ??= new(this, _key, watch)).Changed(answer.Figures, position);
        }
    }

    protected override void OnLoaded(long position)
    {
        watch.Queues.Earmark(_key, State.Earmarked);
        if (State.Exists)
        {
            watch.View.Loaded(StockPublisher.Row(_key, State.Figures(), position));
        }
    }

    private static StockAnswer Answer(StockDecision decision, StockFigures now) => new(
        decision.Recalled ?? now, decision.Hold, decision.Refusal,
        IsRepeated: decision.Refusal is null && AreExpiries(decision.Events), Outcome: decision.Outcome);

    /// <summary>What is due may expire with any command; nothing else has happened when the command was carried out before.</summary>
    private static bool AreExpiries(ImmutableArray<StockEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is not HoldEnded { End: HoldEnd.Expired })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the journal says of a command that the item has forgotten; null when it was never accepted.</summary>
    private async Task<StockAnswer?> Trace(StockCommand command, StockFigures now)
    {
        var (trace, happened) = await Find(StockCommandIds.Traces(Stream, command));
        if (trace is not { } recorded)
        {
            return null;
        }

        if (happened is null)
        {
            // With the figures that the refusal had, which are durable: the newest may not be.
            // What is left of a single line leaves under the reservation's own end: whoever asks for a part of it by an id has had it.
            var isOwn = recorded == StockCommandIds.Own(Stream, command) || command is Fulfil { FulfilmentId: not null };
            return new StockAnswer(now, Refusal: new StockRefusal(isOwn ? StockRefusalCode.IdReused : StockRefusalCode.NotHeld));
        }

        var decision = StockMachine.AnswerFromRecord(happened, command);
        return Answer(decision.Refusal is not null && EndOf(happened) is { } end ? StockMachine.AnswerEnded(end, command) : decision, now);
    }

    /// <summary>The first of some ids that is recorded here, and what it stands for; that is null where compaction has removed it.</summary>
    private async Task<(CommandId? Id, StockEvent? Happened)> Find(IReadOnlyList<CommandId> ids)
    {
        foreach (var id in ids)
        {
            if (await Services.Journal.FindCommand(id) is { } place && place.Stream == Stream)
            {
                return (id, await Services.Journal.ReadRecord(place) is { } recorded
                    ? Codec.Decode(recorded.Record.Kind, recorded.Record.Body)
                    : null);
            }
        }

        return default;
    }

    private static HoldFigures? EndOf(StockEvent? happened) => happened switch
    {
        HoldEnded e => e.Hold,
        Fulfilled e => e.Hold,
        _ => null,
    };
}
