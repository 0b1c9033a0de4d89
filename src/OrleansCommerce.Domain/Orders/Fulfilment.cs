using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>What one location does for an order. Changed by <see cref="OrderMachine.Apply"/> alone.</summary>
public sealed class Fulfilment
{
    internal Fulfilment(Assignment assignment, DateTimeOffset acceptBy) =>
        (Assignment, Lines, AcceptBy) = (assignment, assignment.Lines, acceptBy);

    public Assignment Assignment { get; }
    public FulfilmentState State { get; internal set; }

    /// <summary>What it is still to do or has done: what was not found is gone from it.</summary>
    public ImmutableArray<OrderLine> Lines { get; internal set; }
    public DateTimeOffset AcceptBy { get; }
    public DateTimeOffset? CollectBy { get; internal set; }

    /// <summary>It has been on the road: what comes of it no longer stands in the location that served it.</summary>
    public bool HasLeft { get; internal set; }

    /// <summary>How often a sale or a count has taken some of it.</summary>
    public int Shortings { get; internal set; }

    /// <summary>What was there to be picked when it was picked.</summary>
    internal ImmutableArray<OrderLine> ToPick { get; set; } = [];

    /// <summary>What the pick was said to have found; null before.</summary>
    public ImmutableArray<OrderLine>? Picked { get; internal set; }

    public string? Reason { get; internal set; }

    internal FulfilmentSnapshot ToSnapshot() =>
        new(Assignment, AcceptBy, State, Lines, CollectBy, HasLeft, Shortings, ToPick, Picked, Reason);

    internal static Fulfilment From(FulfilmentSnapshot saved) => new(saved.Assignment, saved.AcceptBy)
    {
        State = saved.State,
        Lines = saved.Lines,
        CollectBy = saved.CollectBy,
        HasLeft = saved.HasLeft,
        Shortings = saved.Shortings,
        ToPick = saved.ToPick.IsDefault ? [] : saved.ToPick,
        Picked = saved.Picked,
        Reason = saved.Reason,
    };

    public FulfilmentRef Ref => new(Assignment.FulfilmentId, Assignment.LocationId, Assignment.ReservationId, Assignment.CollectAt, Assignment.Slot);

    /// <summary>Neither done nor come to nothing.</summary>
    public bool IsActive => IsUnderWay(State);

    public static bool IsUnderWay(FulfilmentState state) => state is not (FulfilmentState.Collected or FulfilmentState.Delivered
        or FulfilmentState.Rejected or FulfilmentState.Cancelled or FulfilmentState.Expired);

    public bool IsSentHome => Assignment.Method is OrderMethod.Delivery or OrderMethod.DropShip;

    /// <summary>The goods are the customer's, or on their way there.</summary>
    public bool IsHandedOver => State is FulfilmentState.Collected or FulfilmentState.Delivered || (IsSentHome && State == FulfilmentState.Shipped);

    /// <summary>When somebody must look at it again. Null: never.</summary>
    public DateTimeOffset? Due => State switch
    {
        FulfilmentState.Assigned => AcceptBy,
        FulfilmentState.ReadyForPickup => CollectBy,
        _ => null,
    };
}

/// <summary>In the order of a good life; then how it may come to nothing.</summary>
public enum FulfilmentState
{
    Assigned,
    Accepted,
    Picking,
    Packed,
    ReadyForPickup,
    Collected,
    Shipped,
    Delivered,
    Rejected,
    Cancelled,
    /// <summary>Not accepted, or not collected, in time.</summary>
    Expired,
}
