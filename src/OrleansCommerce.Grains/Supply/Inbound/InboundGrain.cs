using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Supply.Inbound;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Supply.Inbound;

/// <inheritdoc cref="IInboundGrain"/>
[Reentrant]
public sealed class InboundGrain(AggregateServices services)
    : AggregateGrain<InboundState, InboundCommand, InboundEvent, InboundAnswer>(services), IInboundGrain
{
    private InboundOutlook? _outlook;
    private DateTimeOffset? _outlookEnds;

    protected override string Stream => $"inbound/{this.GetPrimaryKeyString()}";

    protected override EventCodec<InboundEvent> Codec => InboundStored.Events;

    protected override SnapshotForm<InboundState> Snapshots => InboundStored.Form;

    public Task<InboundAnswer> Expect(string locationId, string inboundId, long quantity, DateTimeOffset? expectedAt, Origin origin) =>
        Execute(new ExpectInbound(locationId, inboundId, quantity, expectedAt), origin, Admission.Settling);

    public Task<InboundAnswer> Withdraw(string locationId, string inboundId, Origin origin) =>
        Execute(new WithdrawInbound(locationId, inboundId), origin, Admission.Settling);

    public Task<InboundAnswer> Arrive(
        string locationId, string inboundId, string movementId, long quantity, DateTimeOffset movedAt, Origin origin) =>
        Execute(new ArriveInbound(locationId, inboundId, movementId, quantity, movedAt), origin, Admission.Settling);

    public Task<ImmutableArray<InboundFigures>> Lots(string locationId)
    {
        var now = Now;
        return Durable(state =>
            state.Lots.Where(lot => lot.LocationId == locationId).Select(lot => InboundFigures.Of(lot, now)).ToImmutableArray());
    }

    public Task<InboundOutlook> Promisable()
    {
        var now = Now;
        return Durable(state =>
        {
            if (_outlook?.Version != state.Version || _outlookEnds <= now)
            {
                _outlook = new InboundOutlook(state.Version, state.Promisable(now));
                _outlookEnds = state.NextOverdue(now);
            }

            return _outlook;
        });
    }

    protected override InboundState NewState() => new();

    protected override void Apply(InboundState state, InboundEvent happened) => InboundMachine.Apply(state, happened);

    protected override Ruling<InboundState, InboundEvent, InboundAnswer> Decide(InboundState state, InboundCommand command, DateTimeOffset now)
    {
        var decision = InboundMachine.Decide(state, command, now);
        return new(decision.Events, after => Answer(after, command, now) with { IsTooMany = decision.IsTooMany, IsRepeated = decision.Events.IsEmpty });
    }

    /// <summary>Versions that turned out not to be durable are counted again, with other content.</summary>
    protected override void OnLoaded(long position) => _outlook = null;

    protected override Label Label(InboundEvent happened) => happened is InboundArrived e
        ? new(Stream, CommandId.Of(Stream, $"arrival:{e.LocationId}/{e.InboundId}/{e.MovementId}"))
        : new(Stream);

    protected override InboundAnswer AnswerRecorded(InboundCommand command, StoredRecord recorded) =>
        Answer(State, command, Now) with { IsRepeated = true };

    protected override InboundAnswer AnswerCompacted(InboundCommand command) => Answer(State, command, Now) with { IsRepeated = true };

    private static InboundAnswer Answer(InboundState state, InboundCommand command, DateTimeOffset now)
    {
        var (locationId, inboundId) = command switch
        {
            ExpectInbound c => (c.LocationId, c.InboundId),
            WithdrawInbound c => (c.LocationId, c.InboundId),
            ArriveInbound c => (c.LocationId, c.InboundId),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is about no lot."),
        };
        return new(state.Find(locationId, inboundId) is { } lot ? InboundFigures.Of(lot, now) : null);
    }
}
