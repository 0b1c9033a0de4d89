using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Supply.Indexes;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Transfers;

/// <inheritdoc cref="ITransferGrain"/>
/// <remarks>Not reentrant: one step at a time, and it leaves memory after each.</remarks>
public sealed class TransferGrain(AggregateServices services)
    : AggregateGrain<TransferState, TransferCommand, TransferEvent, TransferDecision>(services), ITransferGrain
{
    /// <summary>The journal's streams of transfers, and the index's entries for them: <c>transfer/id</c>.</summary>
    public const string JournalPrefix = "transfer/";

    private static readonly SnapshotForm<TransferState> Ended = LastWordForm.Of(() => new TransferState());

    private TransferSteps _steps = null!;
    private IndexEntry _entry = null!;
    private string _id = "";

    protected override string Stream => JournalPrefix + _id;

    protected override EventCodec<TransferEvent> Codec => TransferEventCodec.Instance;

    /// <summary>Of a transfer that ended long ago only how it ended is kept.</summary>
    protected override SnapshotForm<TransferState> Snapshots => Ended;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        _steps = new TransferSteps(GrainFactory, Stream, Services.Clock, GiveUp);
        _entry = new IndexEntry(GrainFactory, WorkIndex.Supply, Stream, Services.Clock);
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<TransferAnswer> Plan(TransferRequest request, Origin origin) => Step(async () =>
    {
        var wanted = new RequestTransfer(request.From, request.To, request.Lines, request.ExpectedAt);
        await CarryOut(origin);
        var decision = await Record(wanted, origin);
        if (decision.Refusal is { } refusal)
        {
            return new TransferAnswer(null, ProblemOf(refusal));
        }

        if (decision.Events.IsEmpty)
        {
            return new TransferAnswer(FirstFigures(), IsRepeated: true);
        }

        var held = await HoldAll(origin);
        return held.Problem == ReservationProblem.None
            ? new TransferAnswer(FirstFigures())
            : new TransferAnswer(null, ProblemOf(held.Problem), held.Shortfalls);
    });

    public Task<TransferAnswer> Read() => Step(async () =>
    {
        await CarryOut(Origin.Engine);
        return Answer();
    });

    public Task<TransferAnswer> Ship(Origin origin) => Advance(new ShipTransfer(), origin);

    public Task<TransferAnswer> Receive(ImmutableArray<TransferLine>? lines, Origin origin) => Advance(new ReceiveTransfer(lines), origin);

    public Task<TransferAnswer> Cancel(Origin origin) => Advance(new CancelTransfer(), origin);

    public Task Settle() => Step(async () =>
    {
        await CarryOut(Origin.Engine);
        await _entry.Remove();
        return Answer();
    });

    protected override TransferState NewState() => new();

    protected override void Apply(TransferState state, TransferEvent happened) => TransferMachine.Apply(state, happened);

    protected override Ruling<TransferState, TransferEvent, TransferDecision> Decide(
        TransferState state, TransferCommand command, DateTimeOffset now)
    {
        var decision = TransferMachine.Decide(state, command, now);
        return new(decision.Events, _ => decision);
    }

    protected override Label Label(TransferEvent happened) => new(Stream);

    protected override TransferDecision AnswerRecorded(TransferCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("A transfer's commands have no ids: what it is tells what was done.");

    private async Task<TransferAnswer> Step(Func<Task<TransferAnswer>> step)
    {
        try
        {
            return await step();
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>Records one step and carries it out; one that is done already is only answered.</summary>
    private Task<TransferAnswer> Advance(TransferCommand command, Origin origin) => Step(async () =>
    {
        await CarryOut(origin);
        var decision = await Record(command, origin);
        if (decision.Refusal is { } refusal)
        {
            return new TransferAnswer(null, ProblemOf(refusal));
        }

        await CarryOut(origin);
        return Answer() with { IsRepeated = decision.Events.IsEmpty };
    });

    /// <summary>The index knows of it before it is recorded: so it is found, whenever the process ends.</summary>
    private async Task<TransferDecision> Record(TransferCommand command, Origin origin)
    {
        if (!TransferMachine.Decide(State, command, Now).Events.IsEmpty)
        {
            await _entry.Add();
        }

        return await Execute(command, origin, Admission.Settling);
    }

    private async Task CarryOut(Origin origin)
    {
        if (!State.IsUnsettled)
        {
            return;
        }

        switch (State.Status)
        {
            case TransferStatus.Requested:
                await HoldAll(origin);
                return;
            case TransferStatus.Shipped: await _steps.Ship(State, origin); break;
            case TransferStatus.Received: await _steps.Receive(State, origin); break;
            case TransferStatus.Cancelled: await _steps.Release(State, origin); break;
        }

        await Execute(new SettleTransfer(), origin, Admission.Settling);
        await _entry.Remove();
    }

    private async Task<HeldBasket> HoldAll(Origin origin)
    {
        var held = await _steps.Hold(State, origin);
        TransferCommand outcome = held.Problem == ReservationProblem.None ? new PlanTransfer() : new RefuseTransfer();
        await Execute(outcome, origin, Admission.Settling);
        await _entry.Remove();
        return held;
    }

    /// <summary>Alone with its journal, this is the only coordinator, and a try that failed needs no record.</summary>
    private Task GiveUp(long round) =>
        Services.Heads is null ? Task.CompletedTask : Execute(new GiveUpTry(round), Origin.Engine, Admission.Settling);

    private TransferAnswer Answer() =>
        State.Exists ? new TransferAnswer(Figures()) : new TransferAnswer(null, TransferProblem.Unknown);

    private TransferFigures Figures() => new(
        _id, State.Status, State.From, State.To, State.Lines, State.Received, State.Lost, State.ExpectedAt, State.PlannedAt, State.ShippedAt,
        State.EndedAt);

    /// <summary>As it was answered when it was planned.</summary>
    private TransferFigures FirstFigures() => Figures() with
    {
        Status = TransferStatus.Planned,
        Received = [],
        Lost = [],
        ShippedAt = null,
        EndedAt = null,
    };

    private static TransferProblem ProblemOf(TransferRefusal refusal) => refusal switch
    {
        TransferRefusal.IdReused => TransferProblem.IdReused,
        TransferRefusal.Unknown => TransferProblem.Unknown,
        TransferRefusal.WrongState => TransferProblem.WrongState,
        TransferRefusal.MoreThanShipped => TransferProblem.MoreThanShipped,
        _ => throw new RetriableException("What another process recorded is still to be carried out."),
    };

    private static TransferProblem ProblemOf(ReservationProblem problem) => problem switch
    {
        ReservationProblem.InsufficientStock => TransferProblem.InsufficientStock,
        ReservationProblem.TooManyHolds => TransferProblem.TooManyHolds,
        ReservationProblem.QuantityLimit => TransferProblem.QuantityLimit,
        ReservationProblem.IdReused => throw new RetriableException("What an earlier try held is still being taken back."),
        _ => throw new InvalidOperationException($"No transfer is refused as {problem}."),
    };
}
