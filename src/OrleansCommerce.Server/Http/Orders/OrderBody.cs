using OrleansCommerce.Server.Http.Promises;

namespace OrleansCommerce.Server.Http.Orders;

/// <summary>
/// An order: an option of a promise (<c>promiseId</c>, and <c>optionId</c> unless it is the first), what a reservation holds
/// (<c>reservationId</c>), or lines that are routed now.
/// </summary>
public sealed record OrderBody
{
    /// <summary>Left out, the server makes one; of the <c>Idempotency-Key</c> where that is sent.</summary>
    public string? OrderId { get; init; }
    public string? CustomerId { get; init; }

    /// <summary>Where it comes from; <c>web</c> where nothing is said.</summary>
    public string? Channel { get; init; }
    public string? PromiseId { get; init; }
    public string? OptionId { get; init; }
    public string? ReservationId { get; init; }

    /// <summary>1 to 100 lines; those of one SKU are summed.</summary>
    public IReadOnlyList<PromiseLineBody?>? Lines { get; init; }

    /// <summary>
    /// How it may come: any of <c>pickup</c>, <c>curbside</c>, <c>delivery</c>, <c>shipToStore</c>, <c>backorder</c>. Where nothing is said:
    /// pickup and, with a destination, delivery.
    /// </summary>
    public IReadOnlyList<string?>? Methods { get; init; }
    public DestinationBody? Destination { get; init; }

    /// <summary>The store that the customer chose to collect from.</summary>
    public string? LocationId { get; init; }
}

/// <summary>Why something is not to be: at most 200 characters.</summary>
public sealed record ReasonBody(string? Reason);

/// <summary>What was found of each line; a line that is left out was found whole.</summary>
public sealed record PickBody(IReadOnlyList<PickedLineBody?>? Lines);

public sealed record PickedLineBody(string? Sku, long? Picked);

/// <summary>The carrier's number, at most 100 characters.</summary>
public sealed record ShipBody(string? Tracking);

/// <summary>Goods that came back to a location.</summary>
public sealed record ReturnBody(string? ReturnId, string? LocationId, IReadOnlyList<ReturnLineBody?>? Lines);

/// <param name="Condition"><c>resaleable</c> or <c>damaged</c>.</param>
public sealed record ReturnLineBody(string? Sku, long? Quantity, string? Condition);
