using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// The coordinator of a basket. Not reentrant: one step at a time, and it leaves memory after each. What it records is the truth;
/// participants that a crash left in doubt ask for it (<see cref="Inquire"/>), and a hold that no decision reaches ends by its time.
/// </summary>
public sealed class ReservationGrain(AggregateServices services)
    : AggregateGrain<ReservationState, ReservationCommand, ReservationEvent, ReservationDecision>(services), IReservationGrain
{
    private Basket _basket = null!;
    private string _id = "";
    private long _attemptAtWork;

    private ImmutableArray<Participant> Parts => _basket.Of(State.Lines, State.Slots);

    protected override string Stream => $"reservation/{_id}";

    protected override EventCodec<ReservationEvent> Codec => ReservationEventCodec.Instance;

    protected override SnapshotForm<ReservationState> Snapshots => ReservationSnapshotForm.Instance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        _basket = new Basket(GrainFactory, _id, Services.Clock, GiveUp);
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<ReservationAnswer> Open(ReservationRequest request, Origin origin) => Step(async () =>
    {
        if (State.Exists)
        {
            var again = new OpenReservation(_id, request.Lines, request.Slots, request.TtlSeconds, request.CustomerId, default);
            return ReservationMachine.SameContent(State, again) ? FirstAnswer() : ReservationAnswer.Refused(ReservationProblem.IdReused);
        }

        var held = await _basket.Hold(request, State.AttemptsSettled, origin);
        if (held.Problem != ReservationProblem.None)
        {
            return ReservationAnswer.Refused(held.Problem, held.Shortfalls) with { FullSlots = held.FullSlots };
        }

        var open = new OpenReservation(_id, request.Lines, request.Slots, request.TtlSeconds, request.CustomerId, held.HeldUntil);
        var decision = await Execute(open, origin, Admission.Settling);
        if (decision.Refusal is not null)
        {
            await Basket.Release(_basket.Of(request.Lines, request.Slots), origin);
            return Refused(decision.Refusal.Value);
        }

        await Basket.Settle(Parts);
        return FirstAnswer() with { IsRepeated = false };
    });

    public Task<ReservationAnswer> Read() => Step(() => Task.FromResult(Answer()));

    public Task<ReservationAnswer> Confirm(string? orderId, Origin origin) => Step(async () =>
    {
        if (await Expire(origin) is { } expired)
        {
            return expired;
        }

        if (State.Status != ReservationStatus.Held)
        {
            var isDone = State.Status is ReservationStatus.Confirmed or ReservationStatus.Fulfilled && (orderId is null || State.OrderId == orderId);
            return isDone
                ? Answer() with { IsRepeated = true }
                : Refused(State.Exists ? ReservationRefusal.NotHeld : ReservationRefusal.Unknown);
        }

        var attempt = StartAttempt();
        if (!await Basket.Prepare(Parts, attempt, origin))
        {
            // A line is past its time, and so is the basket. Nobody can have confirmed it: this line was not prepared.
            await Execute(new DecideExpired(), origin, Admission.Settling);
            await Basket.Release(Parts, origin);
            return Refused(ReservationRefusal.NotHeld);
        }

        return await Decide(new DecideConfirmed(attempt, orderId), (parts, by) => Basket.Confirm(parts, attempt, by), origin);
    });

    public Task<ReservationAnswer> Release(string? orderId, Origin origin) => Step(async () =>
    {
        if (State.OrderId != orderId && State.Status == ReservationStatus.Confirmed)
        {
            return ReservationAnswer.Refused(ReservationProblem.TakenByOrder);
        }

        if (State.Status is ReservationStatus.Released or ReservationStatus.Expired)
        {
            // Decided, but a crash may have kept some of the lines from hearing so: those that were only held would wait for their time.
            await Basket.Release(Parts, origin);
            return Answer() with { IsRepeated = true };
        }

        var attempt = StartAttempt();
        if (State.Status == ReservationStatus.Confirmed && !await Basket.Prepare(Parts, attempt, origin))
        {
            // Some of the goods have left already. The lines that are still there are confirmed, also one that a crash had kept from
            // hearing so: were its attempt merely aborted, it could expire.
            await Execute(new AbortAttempt(attempt), origin, Admission.Settling);
            await Basket.Confirm(Parts, attempt, origin);
            return Refused(ReservationRefusal.NotHeld);
        }

        return await Decide(new DecideReleased(attempt), Basket.Release, origin);
    });

    public Task<ReservationAnswer> Extend(int ttlSeconds, string? extensionId, Origin origin) => Step(async () =>
    {
        if (extensionId is not null && extensionId == State.LastExtensionId)
        {
            return Answer() with { IsRepeated = true };
        }

        if (await Expire(origin) is { } expired)
        {
            return expired;
        }

        if (State.Status != ReservationStatus.Held)
        {
            return Refused(State.Exists ? ReservationRefusal.NotHeld : ReservationRefusal.Unknown);
        }

        if (await _basket.Extend(Parts, ttlSeconds, extensionId, origin) is not { } until)
        {
            return await Decide(new DecideExpired(), Basket.Release, origin) is { Problem: not ReservationProblem.None } refused
                ? refused
                : Refused(ReservationRefusal.NotHeld);
        }

        return Concluded(await Execute(new ExtendReservation(until, ttlSeconds, extensionId), origin, Admission.Settling));
    });

    public Task<ReservationAnswer> Fulfil(Origin origin) => Step(async () =>
    {
        if (State.OrderId is not null)
        {
            return ReservationAnswer.Refused(ReservationProblem.TakenByOrder);
        }

        if (State.Status is ReservationStatus.Confirmed)
        {
            // The goods leave line by line; who is interrupted here sends the same command again, and each line counts once.
            await _basket.Fulfil(Parts, State.AttemptsSettled, origin);
        }

        return Concluded(await Execute(new CompleteReservation(), origin, Admission.Settling));
    });

    public async Task<Verdict> Inquire(long attempt)
    {
        if (State.Status is ReservationStatus.Held or ReservationStatus.Confirmed && attempt > State.AttemptsSettled)
        {
            if (attempt == _attemptAtWork)
            {
                return Verdict.Wait;
            }

            await Execute(new AbortAttempt(attempt), Origin.Engine, Admission.Settling);
        }

        return await Durable(state => state.Status switch
        {
            ReservationStatus.Released or ReservationStatus.Expired => Verdict.Release,
            // An attempt beyond those decided was one to release what is confirmed: it is confirmed still.
            ReservationStatus.Confirmed or ReservationStatus.Fulfilled => Verdict.Confirm,
            _ => Verdict.Abort,
        });
    }

    protected override ReservationState NewState() => new();

    protected override void Apply(ReservationState state, ReservationEvent happened) => ReservationMachine.Apply(state, happened);

    protected override Ruling<ReservationState, ReservationEvent, ReservationDecision> Decide(
        ReservationState state, ReservationCommand command, DateTimeOffset now)
    {
        var decision = ReservationMachine.Decide(state, command, now);
        return new(decision.Events, _ => decision);
    }

    protected override Label Label(ReservationEvent happened) =>
        new(_id, happened is ReservationOpened ? ReservationIds.Opened(_id) : null);

    /// <summary>The only command id here is the reservation's own; recorded elsewhere, it belongs to another reservation.</summary>
    protected override ReservationDecision AnswerRecorded(ReservationCommand command, StoredRecord recorded) =>
        recorded.Stream == Stream ? new([]) : new([], ReservationRefusal.IdReused);

    private async Task<ReservationAnswer> Step(Func<Task<ReservationAnswer>> step)
    {
        try
        {
            return await step();
        }
        finally
        {
            _attemptAtWork = 0;
            DeactivateOnIdle();
        }
    }

    private long StartAttempt() => _attemptAtWork = Math.Max(Services.Clock.NextMark(), State.AttemptsSettled + 1);

    /// <summary>Alone with its journal, this is the only coordinator, and a try that failed needs no record.</summary>
    private Task GiveUp(long round) =>
        Services.Heads is null ? Task.CompletedTask : Execute(new AbortAttempt(round), Origin.Engine, Admission.Settling);

    /// <summary>Records a decision and, once it is durable, carries it out at every line.</summary>
    private async Task<ReservationAnswer> Decide(
        ReservationCommand decision, Func<ImmutableArray<Participant>, Origin, Task> carryOut, Origin origin)
    {
        var decided = await Execute(decision, origin, Admission.Settling);
        if (decided.Refusal is null && State.Exists)
        {
            await carryOut(Parts, origin);
        }

        return Concluded(decided);
    }

    private async Task<ReservationAnswer?> Expire(Origin origin)
    {
        if (!State.IsDue(Now))
        {
            return null;
        }

        await Decide(new DecideExpired(), Basket.Release, origin);
        return Refused(ReservationRefusal.NotHeld);
    }

    private ReservationAnswer Concluded(ReservationDecision decision) =>
        decision.Refusal is { } refusal ? Refused(refusal) : Answer() with { IsRepeated = decision.Events.IsEmpty };

    private ReservationAnswer Answer()
    {
        if (!State.Exists)
        {
            return ReservationAnswer.Refused(ReservationProblem.Unknown);
        }

        var status = State.IsDue(Now) ? ReservationStatus.Expired : State.Status;
        return new(new ReservationFigures(
            _id, status, status == ReservationStatus.Held ? State.HeldUntil : null, State.TtlSeconds, State.CustomerId, State.Lines,
            State.Slots, State.OrderId));
    }

    private ReservationAnswer FirstAnswer() => new(
        new ReservationFigures(_id, ReservationStatus.Held, State.FirstHeldUntil, State.TtlSeconds, State.CustomerId, State.Lines, State.Slots),
        IsRepeated: true);

    private static ReservationAnswer Refused(ReservationRefusal refusal) => ReservationAnswer.Refused(refusal switch
    {
        ReservationRefusal.IdReused => ReservationProblem.IdReused,
        ReservationRefusal.Unknown => ReservationProblem.Unknown,
        ReservationRefusal.NotHeld => ReservationProblem.NotHeld,
        ReservationRefusal.NotConfirmed => ReservationProblem.NotConfirmed,
        // Somebody in doubt had the attempt aborted before it was decided: nothing has changed, and the caller may try again.
        ReservationRefusal.AttemptSettled => throw new RetriableException("The attempt was aborted before it was decided."),
        _ => throw new InvalidOperationException($"No answer says {refusal}."),
    });
}
