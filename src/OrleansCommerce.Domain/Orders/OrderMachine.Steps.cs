using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>The steps of a fulfilment, one after the other.</summary>
public static partial class OrderMachine
{
    private static OrderDecision DecideStep(OrderState state, OrderCommand command, DateTimeOffset now)
    {
        var (id, step) = command switch
        {
            AcceptFulfilment c => (c.FulfilmentId, FulfilmentState.Accepted),
            RejectFulfilment c => (c.FulfilmentId, FulfilmentState.Rejected),
            PickFulfilment c => (c.FulfilmentId, FulfilmentState.Picking),
            PackFulfilment c => (c.FulfilmentId, FulfilmentState.Packed),
            ReadyFulfilment c => (c.FulfilmentId, FulfilmentState.ReadyForPickup),
            CollectFulfilment c => (c.FulfilmentId, FulfilmentState.Collected),
            ShipFulfilment c => (c.FulfilmentId, FulfilmentState.Shipped),
            DeliverFulfilment c => (c.FulfilmentId, FulfilmentState.Delivered),
            _ => throw new InvalidOperationException($"An order does not know the command {command.GetType().Name}."),
        };
        if (state.Find(id) is not { } fulfilment)
        {
            return Refuse(OrderRefusal.UnknownFulfilment);
        }

        if (fulfilment.Due <= now)
        {
            // This very decision gives it up; whoever comes now comes too late.
            return Refuse(OrderRefusal.WrongState);
        }

        if (IsDone(fulfilment, step, command))
        {
            return new([]);
        }

        return MayFollow(fulfilment, step) ? Step(fulfilment, command, now) : Refuse(OrderRefusal.WrongState);
    }

    /// <summary>Whether the fulfilment has been through this step, with the same content where it has any.</summary>
    private static bool IsDone(Fulfilment fulfilment, FulfilmentState step, OrderCommand command)
    {
        var has = fulfilment.State;
        var isOnItsWay = has is not (FulfilmentState.Rejected or FulfilmentState.Cancelled or FulfilmentState.Expired);
        return step switch
        {
            FulfilmentState.Rejected => has == FulfilmentState.Rejected && command is RejectFulfilment c && c.Reason == fulfilment.Reason,
            FulfilmentState.Accepted => isOnItsWay && has != FulfilmentState.Assigned,
            // Where nothing was found the pick itself has rejected it.
            FulfilmentState.Picking => fulfilment.Picked is { } found && command is PickFulfilment pick
                && found.SequenceEqual(pick.Picked ?? fulfilment.ToPick),
            FulfilmentState.Packed => isOnItsWay && has > FulfilmentState.Picking && !IsSkipped(fulfilment, step),
            FulfilmentState.ReadyForPickup => has is FulfilmentState.ReadyForPickup or FulfilmentState.Collected,
            FulfilmentState.Shipped => isOnItsWay && fulfilment.HasLeft,
            _ => has == step,
        };
    }

    /// <summary>A supplier's goods are not seen before they leave.</summary>
    private static bool IsSkipped(Fulfilment fulfilment, FulfilmentState step) =>
        fulfilment.Assignment.Method == OrderMethod.DropShip && step is FulfilmentState.Picking or FulfilmentState.Packed && fulfilment.Picked is null;

    private static bool MayFollow(Fulfilment fulfilment, FulfilmentState step)
    {
        var (has, method) = (fulfilment.State, fulfilment.Assignment.Method);
        return step switch
        {
            FulfilmentState.Accepted => has == FulfilmentState.Assigned,
            FulfilmentState.Rejected => has is FulfilmentState.Assigned or FulfilmentState.Accepted,
            FulfilmentState.Picking => has == FulfilmentState.Accepted,
            FulfilmentState.Packed => has == FulfilmentState.Picking,
            FulfilmentState.ReadyForPickup => method switch
            {
                OrderMethod.Pickup or OrderMethod.Curbside => has == FulfilmentState.Packed,
                // From another location it has to arrive first.
                OrderMethod.ShipToStore => has == (fulfilment.Assignment.CollectAt == fulfilment.Assignment.LocationId ? FulfilmentState.Packed : FulfilmentState.Shipped),
                _ => false,
            },
            FulfilmentState.Collected => has == FulfilmentState.ReadyForPickup,
            FulfilmentState.Shipped => method switch
            {
                OrderMethod.Delivery => has == FulfilmentState.Packed,
                OrderMethod.ShipToStore => has == FulfilmentState.Packed && fulfilment.Assignment.CollectAt != fulfilment.Assignment.LocationId,
                OrderMethod.DropShip => has is FulfilmentState.Accepted or FulfilmentState.Packed,
                _ => false,
            },
            FulfilmentState.Delivered => has == FulfilmentState.Shipped && fulfilment.IsSentHome,
            _ => false,
        };
    }

    private static OrderDecision Step(Fulfilment fulfilment, OrderCommand command, DateTimeOffset now)
    {
        var of = fulfilment.Ref;
        return command switch
        {
            AcceptFulfilment => new([new FulfilmentAccepted(now, of)]),
            RejectFulfilment c => IsReason(c.Reason) ? new([new FulfilmentRejected(now, of, c.Reason, fulfilment.Lines)]) : Refuse(OrderRefusal.Invalid),
            PickFulfilment c => Pick(fulfilment, c.Picked ?? fulfilment.Lines, now),
            PackFulfilment => new([new FulfilmentPacked(now, of)]),
            ReadyFulfilment c => c.CollectSeconds is >= 1 and <= OrderLimits.SecondsMax
                ? new([new FulfilmentReady(now, of, now.AddSeconds(c.CollectSeconds))])
                : Refuse(OrderRefusal.Invalid),
            CollectFulfilment => new([new FulfilmentCollected(now, of, fulfilment.Lines)]),
            ShipFulfilment c => new([new FulfilmentShipped(now, of, fulfilment.Lines, c.Tracking)]),
            _ => new([new FulfilmentDelivered(now, of)]),
        };
    }

    /// <summary>A reservation has one fulfilment at a location at the most. What it has already lost it does not lose twice.</summary>
    private static OrderDecision DecideLose(OrderState state, LoseUnits c, DateTimeOffset now)
    {
        var hit = state.Fulfilments.FirstOrDefault(f => f.State is FulfilmentState.Assigned or FulfilmentState.Accepted && !(f.Due <= now)
            && f.Assignment.ReservationId == c.ReservationId && f.Assignment.LocationId == c.LocationId);
        var lost = hit is null ? 0 : hit.Lines.Where(line => line.Sku == c.Sku).Sum(line => line.Quantity) - Math.Max(0, c.Covered);
        return lost > 0
            ? new([new FulfilmentShorted(
                now, hit!.Ref, [new OrderLine(c.Sku, lost)], ShortReasons.Deficit, hit.Shortings + 1, lost == hit.Lines.Sum(line => line.Quantity))])
            : new([]);
    }

    private static OrderDecision Pick(Fulfilment fulfilment, ImmutableArray<OrderLine> picked, DateTimeOffset now)
    {
        var isValid = picked.IsEmpty || OrderLines.AreValid(picked);
        if (!isValid)
        {
            return Refuse(OrderRefusal.Invalid);
        }

        var missing = new Units();
        missing.Add(fulfilment.Lines);
        if (!missing.Has(picked))
        {
            return Refuse(OrderRefusal.TooMany);
        }

        missing.Take(picked);
        return new([new FulfilmentPicked(now, fulfilment.Ref, picked, missing.Lines)]);
    }
}
