using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>The events to append (what was due comes first, even before a refusal), or why not. No events and no refusal: it is so already.</summary>
public readonly record struct OrderDecision(ImmutableArray<OrderEvent> Events, OrderRefusal? Refusal = null);

/// <summary>In the order in which they are looked for.</summary>
public enum OrderRefusal
{
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    UnknownOrder,
    UnknownFulfilment,
    /// <summary>A step out of order, or one that this method does not have.</summary>
    WrongState,
    /// <summary>A figure, a reason or an id is outside what is stated (<see cref="OrderLimits"/>).</summary>
    Invalid,
    /// <summary>More than waits to be routed, was to be picked, or has left and not come back.</summary>
    TooMany,
}
