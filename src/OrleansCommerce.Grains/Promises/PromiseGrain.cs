using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Promises;

/// <inheritdoc cref="IPromiseGrain"/>
/// <remarks>Not reentrant: of two who send the same request at once the second one finds what the first one has made.</remarks>
public sealed partial class PromiseGrain(AggregateServices services, RoutingService routing, Proposals proposals, ReservationService reservations)
    : AggregateGrain<PromiseState, PromiseCommand, PromiseEvent, bool>(services), IPromiseGrain
{
    /// <summary>The journal's streams of promises: <c>promise/id</c>.</summary>
    public const string JournalPrefix = "promise/";

    private static readonly SnapshotForm<PromiseState> Newest = LastWordForm.Of(() => new PromiseState());

    private string _id = "";

    protected override string Stream => JournalPrefix + _id;

    protected override EventCodec<PromiseEvent> Codec => PromiseEventCodec.Instance;

    protected override SnapshotForm<PromiseState> Snapshots => Newest;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<PromiseAnswer> Make(PromiseRequest request, Origin origin)
    {
        try
        {
            if ((State.Promise?.Request ?? State.Request) is { } first && !first.Equals(request))
            {
                return new(null, [], IsIdReused: true);
            }

            return State.Promise is { } made ? new(made, [], IsRepeated: true)
                : request.Hold ? await Hold(request, origin)
                : await Plan(request, origin);
        }
        finally
        {
            // It is done; whoever makes an order of it, or asks again, reads it from the journal.
            DeactivateOnIdle();
        }
    }

    public async Task Note(PromiseRequest request, Origin origin)
    {
        if (State.Request is null)
        {
            await Execute(new PromiseCommand([new PromiseRequested(Now, request)]), origin, Admission.New);
        }

        DeactivateOnIdle();
    }

    public Task<Promise?> Read() => Durable(state => state.Promise);

    protected override PromiseState NewState() => new();

    protected override void Apply(PromiseState state, PromiseEvent happened)
    {
        switch (happened)
        {
            case PromiseRequested e: state.Request = e.Request; break;
            case OptionProposed e: state.Proposed = e; break;
            case PromiseMade e: state.Promise = e.Promise; break;
            default: throw new InvalidOperationException($"{happened.GetType().Name} is not known here.");
        }
    }

    protected override Ruling<PromiseState, PromiseEvent, bool> Decide(PromiseState state, PromiseCommand command, DateTimeOffset now) =>
        new(command.Events, _ => true);

    protected override Label Label(PromiseEvent happened) =>
        new(happened is PromiseRequested ? RoutingLog.MinuteOf(happened.At) : _id);

    protected override bool AnswerRecorded(PromiseCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("Nothing of a promise has a command id.");

    private async Task<PromiseAnswer> Plan(PromiseRequest request, Origin origin)
    {
        var now = Now;
        var deadline = RoutingDeadline.After(Services.Clock.Provider, Patience);
        var routed = await Route(request, now, RoutingCorrections.None, deadline);
        return routed.Answer.Problems.IsEmpty
            ? await Conclude(Draft(request, now, routed, deadline), origin)
            : new(null, routed.Answer.Problems);
    }

    private Task<RoutedAnswer> Route(PromiseRequest request, DateTimeOffset now, RoutingCorrections corrections, RoutingDeadline deadline) =>
        routing.Route(request.At(now), corrections, deadline.Before(ExplainingTime), CancellationToken.None);

    private Promise Draft(PromiseRequest request, DateTimeOffset now, RoutedAnswer routed, RoutingDeadline deadline)
    {
        var explanation = routed.Answer.Explanation;
        ImmutableArray<Rejection> rejected = [.. (explanation?.Rejections(() => deadline.IsPast) ?? []).Take(request.RejectedMax)];
        var options = routed.Answer.Options;
        var parts = options.SelectMany(option => option.Fulfilments).Select(fulfilment => fulfilment.LocationId).Distinct().Count();
        return new(
            _id, now, now + Promise.Validity, request, routed.Answer.PolicyVersion, routed.AsOf, options,
            rejected, Math.Max(0, routed.Locations - parts),
            StoppedAt: routed.Answer.IsCut ? StoppedStage.Routing : explanation is { IsCut: true } ? StoppedStage.Explanation : null);
    }

    private async Task<PromiseAnswer> Conclude(Promise promise, Origin origin)
    {
        await Record(promise.Request, new PromiseMade(promise.MadeAt, promise), origin);
        return new(promise, []);
    }

    private Task Record(PromiseRequest request, PromiseEvent happened, Origin origin)
    {
        ImmutableArray<PromiseEvent> events = State.Request is null ? [new PromiseRequested(happened.At, request), happened] : [happened];
        return Execute(new PromiseCommand(events), origin, Admission.New);
    }
}
