using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>The rules of one transfer: requested → planned → shipped → received, or cancelled before it is shipped.</summary>
public static class TransferMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes. A step that is done is done.</summary>
    public static TransferDecision Decide(TransferState state, TransferCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        return command switch
        {
            RequestTransfer c => DecideRequest(state, c, now),
            GiveUpTry c => c.Round <= state.RoundsSettled ? Nothing : Accept(new TransferTryFailed(now, c.Round)),
            _ when !state.Exists => Refuse(TransferRefusal.Unknown),
            PlanTransfer => state.Status == TransferStatus.Requested ? Accept(new TransferPlanned(now)) : Nothing,
            RefuseTransfer => state.Status == TransferStatus.Requested ? Accept(new TransferRefused(now)) : Nothing,
            ShipTransfer => DecideStep(state, TransferStatus.Planned, TransferStatus.Shipped, () => Accept(new TransferShipped(now))),
            ReceiveTransfer c => DecideStep(state, TransferStatus.Shipped, TransferStatus.Received, () => DecideReceive(state, c, now)),
            CancelTransfer => DecideStep(state, TransferStatus.Planned, TransferStatus.Cancelled, () => Accept(new TransferCancelled(now))),
            SettleTransfer => state.IsUnsettled && state.Status != TransferStatus.Requested ? Accept(Settled(state, now)) : Nothing,
            _ => throw new InvalidOperationException($"A transfer does not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(TransferState state, TransferEvent happened)
    {
        switch (happened)
        {
            case TransferRequested e:
                (state.From, state.To, state.Lines, state.ExpectedAt) = (e.From, e.To, e.Lines, e.ExpectedAt);
                Step(state, TransferStatus.Requested, isUnsettled: true);
                break;
            case TransferPlanned e:
                state.PlannedAt = e.At;
                Step(state, TransferStatus.Planned, isUnsettled: false);
                break;
            case TransferRefused:
                (state.From, state.To, state.Lines, state.ExpectedAt) = ("", "", [], null);
                Step(state, TransferStatus.None, isUnsettled: false);
                break;
            case TransferTryFailed e: state.RoundsSettled = Math.Max(state.RoundsSettled, e.Round); break;
            case TransferShipped e:
                state.ShippedAt = e.At;
                Step(state, TransferStatus.Shipped, isUnsettled: true);
                break;
            case TransferReceived e:
                (state.Received, state.Lost, state.EndedAt) = (e.Received, e.Lost, e.At);
                Step(state, TransferStatus.Received, isUnsettled: true);
                break;
            case TransferCancelled e:
                state.EndedAt = e.At;
                Step(state, TransferStatus.Cancelled, isUnsettled: true);
                break;
            case TransferSettled: state.IsUnsettled = false; break;
            case TransferClosed e: ApplyClosed(state, e); break;
            default: throw new InvalidOperationException($"A transfer does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    public static bool SameContent(TransferState state, RequestTransfer c) =>
        state.From == c.From && state.To == c.To && state.ExpectedAt == c.ExpectedAt && state.Lines.SequenceEqual(c.Lines);

    private static TransferDecision DecideRequest(TransferState state, RequestTransfer c, DateTimeOffset now) => state.Exists
        ? SameContent(state, c) ? Nothing : Refuse(TransferRefusal.IdReused)
        : Accept(new TransferRequested(now, c.From, c.To, c.Lines, c.ExpectedAt));

    private static TransferDecision DecideStep(TransferState state, TransferStatus from, TransferStatus to, Func<TransferDecision> step) =>
        state.Status == to || (to == TransferStatus.Shipped && state.Status == TransferStatus.Received) ? Nothing
        : state.Status != from ? Refuse(TransferRefusal.WrongState)
        : state.IsUnsettled ? Refuse(TransferRefusal.Unsettled)
        : step();

    private static TransferDecision DecideReceive(TransferState state, ReceiveTransfer c, DateTimeOffset now)
    {
        var received = c.Lines ?? state.Lines;
        if (received.Any(line => line.Quantity < 0 || line.Quantity > TransferLines.Of(state.Lines, line.Sku)))
        {
            return Refuse(TransferRefusal.MoreThanShipped);
        }

        ImmutableArray<TransferLine> come = [.. received.Where(line => line.Quantity > 0)];
        return Accept(new TransferReceived(now, come, TransferLines.Less(state.Lines, come)));
    }

    private static TransferEvent Settled(TransferState state, DateTimeOffset now) =>
        state.Status == TransferStatus.Shipped
            ? new TransferSettled(now)
            : new TransferClosed(
                now, state.Status, state.From, state.To, state.Lines, state.ExpectedAt, state.Received, state.Lost, state.PlannedAt,
                state.ShippedAt, state.EndedAt ?? now);

    private static void ApplyClosed(TransferState state, TransferClosed e)
    {
        (state.From, state.To, state.Lines, state.ExpectedAt) = (e.From, e.To, e.Lines, e.ExpectedAt);
        (state.Received, state.Lost) = (e.Received, e.Lost);
        (state.PlannedAt, state.ShippedAt, state.EndedAt) = (e.PlannedAt, e.ShippedAt, e.EndedAt);
        Step(state, e.Status, isUnsettled: false);
    }

    private static void Step(TransferState state, TransferStatus status, bool isUnsettled) =>
        (state.Status, state.IsUnsettled) = (status, isUnsettled);

    private static TransferDecision Nothing => new([]);

    private static TransferDecision Accept(TransferEvent happened) => new([happened]);

    private static TransferDecision Refuse(TransferRefusal refusal) => new([], refusal);
}
