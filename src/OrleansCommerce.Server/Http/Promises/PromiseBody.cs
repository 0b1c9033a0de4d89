namespace OrleansCommerce.Server.Http.Promises;

/// <summary>What a shopper wants, and how.</summary>
public sealed record PromiseBody
{
    /// <summary>1 to 100 lines; those of one SKU are summed.</summary>
    public IReadOnlyList<PromiseLineBody?>? Lines { get; init; }

    /// <summary>
    /// Any of <c>pickup</c>, <c>curbside</c>, <c>delivery</c>, <c>shipToStore</c>, <c>backorder</c>. Where nothing is said: pickup and, with a
    /// destination, delivery.
    /// </summary>
    public IReadOnlyList<string?>? Methods { get; init; }

    /// <summary>Where the parcel goes, or the customer is. Needed for a delivery, and where no <c>locationId</c> is chosen.</summary>
    public DestinationBody? Destination { get; init; }

    /// <summary>Where the order comes from; <c>web</c> where nothing is said. Rules of the policy may speak of it.</summary>
    public string? Channel { get; init; }

    /// <summary>The store that the customer chose to collect from.</summary>
    public string? LocationId { get; init; }

    /// <summary>A later pickup, or arrival, is not what was asked.</summary>
    public DateTimeOffset? WantedBy { get; init; }

    /// <summary>Locations that are out of the question, at most 200.</summary>
    public IReadOnlyList<string?>? ExcludedLocationIds { get; init; }

    /// <summary>1 to 20; 3 where nothing is said.</summary>
    public long? OptionsMax { get; init; }

    /// <summary>Of how many locations, the nearest first, to say why not: 0 to 200; 20 where nothing is said.</summary>
    public long? RejectedMax { get; init; }

    /// <summary>Whether to hold the goods, the capacity and the slot of the best option.</summary>
    public bool? Hold { get; init; }

    /// <summary>For how long to hold: seconds, 1 to 86,400; 600 where nothing is said.</summary>
    public long? TtlSeconds { get; init; }

    public string? CustomerId { get; init; }
}

/// <summary>Units of one SKU, 1 to 1,000,000.</summary>
public sealed record PromiseLineBody(string? Sku, long? Quantity);

/// <summary>Coordinates, or a postal code with its country (<c>US</c>).</summary>
public sealed record DestinationBody
{
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }

    /// <summary>A name that rules of the policy may speak of.</summary>
    public string? Region { get; init; }
}
