using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

public static partial class OrderMachine
{
    /// <summary>Makes it so. Never refuses; an event it does not know, or one that does not fit, is a bug and throws.</summary>
    public static void Apply(OrderState state, OrderEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced e:
                (state.OrderId, state.CustomerId, state.Channel, state.Lines) = (e.OrderId, e.CustomerId, e.Channel, e.Lines);
                (state.FirstFulfilmentIds, state.FirstBackordered) = (e.FulfilmentIds, e.Backordered);
                (state.Wish, state.Taking, state.PlacedAt) = (e.Wish ?? OrderWish.Any, null, e.At);
                state.Waiting.Add(e.Lines);
                state.Note(e.At, "placed", null);
                break;
            case FulfilmentAssigned e: ApplyAssigned(state, e); break;
            case LinesBackordered e:
                state.Waiting.Take(e.Lines);
                state.Backorder.Add(e.Lines);
                state.MarkBackordered(e.Lines);
                state.ForgetLacking();
                state.Note(e.At, "backordered", null);
                break;
            case ReservationTaken e: state.Taking = e.ReservationId; break;
            case ReservationDropped e: (state.Taking, state.GivingBack) = (null, e.ReservationId); break;
            case ReservationGivenBack: state.GivingBack = null; break;
            case EffectsSettled e: state.SettleEffects(e.Through); break;
            case LinesCancelled e: ApplyCancelled(state, e); break;
            case GoodsReturned e:
                state.Returns.Add(e.ReturnId, e);
                state.Note(e.At, $"returned {e.ReturnId} to {e.LocationId}", null);
                break;
            case FulfilmentEvent e: ApplyStep(state, Known(state, e), e); break;
            default: throw new InvalidOperationException($"An order does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Ask(OrderEffects.Of(state.OrderId, happened));
        state.Time = state.EffectiveTime(happened.At);
    }

    /// <summary>From what waits to be routed first, and then from what waits for stock.</summary>
    private static void ApplyAssigned(OrderState state, FulfilmentAssigned e)
    {
        foreach (var line in e.Assignment.Lines)
        {
            var waiting = Math.Min(line.Quantity, state.Waiting.Of(line.Sku));
            state.Waiting.Take(Some(line.Sku, waiting));
            state.Backorder.Take(Some(line.Sku, line.Quantity - waiting));
        }

        state.Taking = state.Taking == e.Assignment.ReservationId ? null : state.Taking;
        state.Add(new Fulfilment(e.Assignment, e.AcceptBy));
        state.Note(e.At, $"assigned {e.Assignment.FulfilmentId} to {e.Assignment.LocationId}", e.Assignment.Why);
    }

    private static void ApplyCancelled(OrderState state, LinesCancelled e)
    {
        foreach (var line in e.Lines)
        {
            var waiting = Math.Min(line.Quantity, state.Waiting.Of(line.Sku));
            state.Waiting.Take(Some(line.Sku, waiting));
            state.Backorder.Take(Some(line.Sku, line.Quantity - waiting));
        }

        state.Off.Add(e.Lines);
        state.WasCancelled = true;
        state.Note(e.At, "cancelled", e.Reason);
    }

    private static void ApplyStep(OrderState state, Fulfilment fulfilment, FulfilmentEvent happened)
    {
        var why = (string?)null;
        switch (happened)
        {
            case FulfilmentAccepted: fulfilment.State = FulfilmentState.Accepted; break;
            case FulfilmentRejected e: why = GiveUp(state, fulfilment, FulfilmentState.Rejected, e.Reason, state.Waiting); break;
            case FulfilmentTimedOut: why = GiveUp(state, fulfilment, FulfilmentState.Expired, "timed-out", state.Waiting); break;
            case FulfilmentPicked e: why = ApplyPicked(state, fulfilment, e); break;
            case FulfilmentShorted e:
                why = ApplyShorted(state, fulfilment, e);
                if (!e.IsWhole)
                {
                    state.Note(e.At, $"shorted {e.Of.FulfilmentId}", why);
                    return;
                }

                break;
            case FulfilmentPacked: fulfilment.State = FulfilmentState.Packed; break;
            case FulfilmentReady e: (fulfilment.State, fulfilment.CollectBy) = (FulfilmentState.ReadyForPickup, e.CollectBy); break;
            case FulfilmentCollected: fulfilment.State = FulfilmentState.Collected; break;
            case FulfilmentShipped: (fulfilment.State, fulfilment.HasLeft) = (FulfilmentState.Shipped, true); break;
            case FulfilmentDelivered: fulfilment.State = FulfilmentState.Delivered; break;
            case FulfilmentNotCollected: why = GiveUp(state, fulfilment, FulfilmentState.Expired, "not-collected", state.Off); break;
            case FulfilmentCancelled e:
                why = GiveUp(state, fulfilment, FulfilmentState.Cancelled, e.Reason, state.Off);
                state.WasCancelled = true;
                break;
            default: throw new InvalidOperationException($"An order does not know the event {happened.GetType().Name}.");
        }

        state.Note(happened.At, $"{StepNames.Of(fulfilment.State)} {fulfilment.Assignment.FulfilmentId}", why);
    }

    /// <summary>What was not found has to come from elsewhere; a pick that found nothing is a rejection.</summary>
    private static string? ApplyPicked(OrderState state, Fulfilment fulfilment, FulfilmentPicked e)
    {
        (fulfilment.Picked, fulfilment.ToPick) = (e.Picked, fulfilment.Lines);
        if (e.Picked.IsEmpty)
        {
            return GiveUp(state, fulfilment, FulfilmentState.Rejected, ShortReasons.NotFound, state.Waiting);
        }

        (fulfilment.State, fulfilment.Lines) = (FulfilmentState.Picking, e.Picked);
        state.Waiting.Add(e.Missing);
        if (!e.Missing.IsEmpty)
        {
            state.MarkUnable(fulfilment.Assignment.LocationId);
        }

        return e.Missing.IsEmpty ? null : ShortReasons.NotFound;
    }

    private static string ApplyShorted(OrderState state, Fulfilment fulfilment, FulfilmentShorted e)
    {
        fulfilment.Shortings = e.Number;
        state.MarkLacking(fulfilment.Assignment.LocationId);
        if (e.IsWhole)
        {
            return GiveUp(state, fulfilment, FulfilmentState.Rejected, e.Reason, state.Waiting, isUnable: false);
        }

        var left = new Units();
        left.Add(fulfilment.Lines);
        left.Take(e.Lines);
        fulfilment.Lines = left.Lines;
        state.Waiting.Add(e.Lines);
        return e.Reason;
    }

    private static string GiveUp(OrderState state, Fulfilment fulfilment, FulfilmentState end, string reason, Units to, bool isUnable = true)
    {
        (fulfilment.State, fulfilment.Reason) = (end, reason);
        to.Add(fulfilment.Lines);
        if (isUnable && ReferenceEquals(to, state.Waiting))
        {
            state.MarkUnable(fulfilment.Assignment.LocationId);
        }

        return reason;
    }

    private static ImmutableArray<OrderLine> Some(string sku, long quantity) => quantity > 0 ? [new(sku, quantity)] : [];

    private static Fulfilment Known(OrderState state, FulfilmentEvent happened) =>
        state.Find(happened.Of.FulfilmentId)
        ?? throw new InvalidOperationException($"{happened.GetType().Name} speaks of {happened.Of.FulfilmentId}, which this order has not.");
}

/// <summary>Why a location that was to serve some lines does without being asked.</summary>
public static class ShortReasons
{
    /// <summary>A till sale, a count or a loss has left less than was held.</summary>
    public const string Deficit = "stock-deficit";

    /// <summary>The pick did not find it.</summary>
    public const string NotFound = "not-found";
}

/// <summary>The states of a fulfilment as the public contract names them.</summary>
public static class StepNames
{
    public static string Of(FulfilmentState state) => state switch
    {
        FulfilmentState.Assigned => "assigned",
        FulfilmentState.Accepted => "accepted",
        FulfilmentState.Picking => "picking",
        FulfilmentState.Packed => "packed",
        FulfilmentState.ReadyForPickup => "readyForPickup",
        FulfilmentState.Collected => "collected",
        FulfilmentState.Shipped => "shipped",
        FulfilmentState.Delivered => "delivered",
        FulfilmentState.Rejected => "rejected",
        FulfilmentState.Cancelled => "cancelled",
        FulfilmentState.Expired => "expired",
        _ => throw new InvalidOperationException($"There is no state {state}."),
    };
}
