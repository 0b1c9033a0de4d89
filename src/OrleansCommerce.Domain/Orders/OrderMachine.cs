using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Orders;

/// <summary>The rules of one order and its fulfilments, as two pure functions.</summary>
public static partial class OrderMachine
{
    /// <summary>
    /// What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes. What was not accepted, or collected, in time is
    /// given up first; a step that is done already is done; refusals are looked for in the order of <see cref="OrderRefusal"/>.
    /// </summary>
    public static OrderDecision Decide(OrderState state, OrderCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        if (command is PlaceOrder placing)
        {
            return DecidePlace(state, placing, now);
        }

        if (command is TakeReservation or DropReservation or FinishGivingBack or SettleEffects)
        {
            return DecideRecord(state, command, now);
        }

        if (!state.Exists)
        {
            return Refuse(OrderRefusal.UnknownOrder);
        }

        ImmutableArray<OrderEvent> expired =
            [.. state.Fulfilments.Where(f => f.Due <= now).OrderBy(f => f.Due).ThenBy(f => f.Assignment.FulfilmentId, StringComparer.Ordinal).Select(f => Expiry(f, now))];
        var decision = command switch
        {
            AssignFulfilment c => DecideAssign(state, c.Assignment, now, expired),
            AssignFulfilments c => DecideAssignAll(state, c, now, expired),
            LoseUnits c => DecideLose(state, c, now),
            BackorderLines c => DecideBackorder(state, c, now, expired),
            CancelOrder c => DecideCancel(state, c, now, expired),
            ReturnGoods c => DecideReturn(state, c, now),
            ExpireFulfilments => new([]),
            _ => DecideStep(state, command, now),
        };

        return expired.IsEmpty ? decision : decision with { Events = [.. expired, .. decision.Events] };
    }

    private static OrderDecision DecidePlace(OrderState state, PlaceOrder c, DateTimeOffset now)
    {
        if (state.Exists)
        {
            return IsSame(state, c) ? new([]) : Refuse(OrderRefusal.IdReused);
        }

        var isValid = Identifier.IsValid(c.OrderId) && OrderLines.AreValid(c.Lines) && c.Fulfilments.Length <= OrderLimits.FulfilmentsMax
            && c.Fulfilments.All(IsValid) && c.Fulfilments.DistinctBy(assignment => assignment.FulfilmentId).Count() == c.Fulfilments.Length
            && (c.Backordered.IsEmpty || OrderLines.AreValid(c.Backordered));
        if (!isValid)
        {
            return Refuse(OrderRefusal.Invalid);
        }

        var waiting = new Units();
        waiting.Add(c.Lines);
        if (!waiting.Has(OrderLines.Sum([.. c.Fulfilments.SelectMany(assignment => assignment.Lines), .. c.Backordered])))
        {
            return Refuse(OrderRefusal.TooMany);
        }

        return new(
        [
            new OrderPlaced(now, c.OrderId, c.CustomerId, c.Channel, c.Lines, [.. c.Fulfilments.Select(f => f.FulfilmentId)], c.Backordered, c.Wish),
            .. c.Fulfilments.Select(assignment => Assigned(assignment, now)),
            .. c.Backordered.IsEmpty ? [] : new[] { new LinesBackordered(now, c.Backordered) },
        ]);
    }

    private static bool IsSame(OrderState state, PlaceOrder c) =>
        (state.OrderId, state.CustomerId, state.Channel) == (c.OrderId, c.CustomerId, c.Channel) && state.Lines.SequenceEqual(c.Lines)
        && state.FirstBackordered.SequenceEqual(c.Backordered) && state.FirstFulfilmentIds.SequenceEqual(c.Fulfilments.Select(f => f.FulfilmentId))
        && c.Fulfilments.All(assignment => assignment.Equals(state.Find(assignment.FulfilmentId)?.Assignment));

    private static OrderDecision DecideAssign(OrderState state, Assignment c, DateTimeOffset now, ImmutableArray<OrderEvent> expired)
    {
        if (state.Find(c.FulfilmentId) is { } known)
        {
            return c.Equals(known.Assignment) ? new([]) : Refuse(OrderRefusal.IdReused);
        }

        if (!IsValid(c) || state.Fulfilments.Count >= OrderLimits.FulfilmentsMax)
        {
            return Refuse(OrderRefusal.Invalid);
        }

        return HasWaiting(state, c.Lines, expired, orBackordered: true) ? new([Assigned(c, now)]) : Refuse(OrderRefusal.TooMany);
    }

    private static OrderDecision DecideAssignAll(OrderState state, AssignFulfilments c, DateTimeOffset now, ImmutableArray<OrderEvent> expired)
    {
        var fresh = c.Assignments.Where(assignment => state.Find(assignment.FulfilmentId) is null).ToList();
        if (fresh.Count == 0)
        {
            return c.Assignments.All(assignment => assignment.Equals(state.Find(assignment.FulfilmentId)!.Assignment))
                ? new([])
                : Refuse(OrderRefusal.IdReused);
        }

        if (fresh.Count < c.Assignments.Length || !fresh.TrueForAll(IsValid) || state.Fulfilments.Count + fresh.Count > OrderLimits.FulfilmentsMax)
        {
            return Refuse(OrderRefusal.Invalid);
        }

        return HasWaiting(state, OrderLines.Sum(fresh.SelectMany(assignment => assignment.Lines)), expired, orBackordered: true)
            ? new([.. fresh.Select(assignment => Assigned(assignment, now))])
            : Refuse(OrderRefusal.TooMany);
    }

    /// <summary>What the order's owner writes down for itself, before and after it has asked others.</summary>
    private static OrderDecision DecideRecord(OrderState state, OrderCommand command, DateTimeOffset now) => command switch
    {
        TakeReservation c => state.Taking == c.ReservationId ? new([]) : new([new ReservationTaken(now, c.ReservationId)]),
        DropReservation c => state.Taking == c.ReservationId ? new([new ReservationDropped(now, c.ReservationId)]) : new([]),
        FinishGivingBack c => state.GivingBack == c.ReservationId ? new([new ReservationGivenBack(now, c.ReservationId)]) : new([]),
        SettleEffects c => state.PendingEffects.Any(pending => pending.Version <= c.Through) ? new([new EffectsSettled(now, c.Through)]) : new([]),
        _ => throw new InvalidOperationException($"An order does not know the command {command.GetType().Name}."),
    };

    private static OrderDecision DecideBackorder(OrderState state, BackorderLines c, DateTimeOffset now, ImmutableArray<OrderEvent> expired) =>
        !OrderLines.AreValid(c.Lines) ? Refuse(OrderRefusal.Invalid)
        : HasWaiting(state, c.Lines, expired, orBackordered: false) ? new([new LinesBackordered(now, c.Lines)])
        : Refuse(OrderRefusal.TooMany);

    /// <summary>What waits to be routed, what these very expiries give back, and where it counts what waits for stock.</summary>
    private static bool HasWaiting(OrderState state, ImmutableArray<OrderLine> lines, ImmutableArray<OrderEvent> expired, bool orBackordered)
    {
        var waiting = new Units();
        waiting.Add(state.Unassigned);
        waiting.Add(orBackordered ? state.Backordered : []);
        foreach (var timedOut in expired.OfType<FulfilmentTimedOut>())
        {
            waiting.Add(timedOut.Lines);
        }

        return waiting.Has(lines);
    }

    private static OrderDecision DecideCancel(OrderState state, CancelOrder c, DateTimeOffset now, ImmutableArray<OrderEvent> expired)
    {
        if (string.IsNullOrWhiteSpace(c.Reason))
        {
            return Refuse(OrderRefusal.Invalid);
        }

        var events = ImmutableArray.CreateBuilder<OrderEvent>();
        foreach (var fulfilment in state.Fulfilments.Where(f => f.IsActive && f.State != FulfilmentState.Shipped && !(f.Due <= now)))
        {
            events.Add(new FulfilmentCancelled(now, fulfilment.Ref, c.Reason, fulfilment.Lines, fulfilment.HasLeft));
        }

        var waiting = OrderLines.Sum([.. state.Unassigned, .. state.Backordered, .. expired.OfType<FulfilmentTimedOut>().SelectMany(e => e.Lines)]);
        if (!waiting.IsEmpty)
        {
            events.Add(new LinesCancelled(now, waiting, c.Reason));
        }

        // Cancelled already is cancelled; what has left for the customer can't be.
        var isDone = state.WasCancelled || state.Status == OrderStatus.Cancelled || !expired.IsEmpty;
        return events.Count > 0 || isDone ? new(events.ToImmutable()) : Refuse(OrderRefusal.WrongState);
    }

    private static OrderDecision DecideReturn(OrderState state, ReturnGoods c, DateTimeOffset now)
    {
        if (state.Returns.TryGetValue(c.ReturnId, out var known))
        {
            return known.LocationId == c.LocationId && known.Lines.SequenceEqual(c.Lines) ? new([]) : Refuse(OrderRefusal.IdReused);
        }

        var sums = OrderLines.Sum(c.Lines.Select(line => new OrderLine(line.Sku, line.Quantity)));
        var isValid = Identifier.IsValid(c.ReturnId) && Identifier.IsValid(c.LocationId) && OrderLines.AreValid(sums)
            && c.Lines.All(line => line.Quantity is >= 1 and <= OrderLimits.QuantityMax && Enum.IsDefined(line.Condition)) && state.Returns.Count < OrderLimits.ReturnsMax;
        return !isValid ? Refuse(OrderRefusal.Invalid)
            : sums.All(line => line.Quantity <= state.Returnable(line.Sku)) ? new([new GoodsReturned(now, c.ReturnId, c.LocationId, c.Lines)])
            : Refuse(OrderRefusal.TooMany);
    }

    private static OrderEvent Expiry(Fulfilment fulfilment, DateTimeOffset now) => fulfilment.State == FulfilmentState.Assigned
        ? new FulfilmentTimedOut(now, fulfilment.Ref, fulfilment.Lines)
        : new FulfilmentNotCollected(now, fulfilment.Ref, fulfilment.Lines, fulfilment.HasLeft);

    private static FulfilmentAssigned Assigned(Assignment assignment, DateTimeOffset now) =>
        new(now, assignment, now.AddSeconds(assignment.AcceptSeconds));

    private static bool IsValid(Assignment c) =>
        (Identifier.IsValid(c.FulfilmentId) || FulfilmentIds.OrderOf(c.FulfilmentId) is not null) && Identifier.IsValid(c.LocationId) && Enum.IsDefined(c.Method) && OrderLines.AreValid(c.Lines)
        && c.AcceptSeconds is >= 1 and <= OrderLimits.SecondsMax
        && (c.CollectAt is null) == (c.Method is OrderMethod.Delivery or OrderMethod.DropShip)
        && (c.Method is not (OrderMethod.Pickup or OrderMethod.Curbside) || c.CollectAt == c.LocationId);

    /// <summary>In the location's own words; those of <see cref="RejectionReasons"/> have terms of their own in routing.</summary>
    private static bool IsReason(string reason) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= OrderLimits.ReasonLengthMax;

    private static OrderDecision Refuse(OrderRefusal refusal) => new([], refusal);
}
