namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>What a shopper asks to hold.</summary>
public sealed record ReservationBody
{
    /// <summary>The caller's own id, which makes a retry safe; the server makes one where there is none.</summary>
    public string? ReservationId { get; init; }

    /// <summary>Seconds, 1 to 86,400; 600 where nothing is said.</summary>
    public long? TtlSeconds { get; init; }

    public string? CustomerId { get; init; }

    /// <summary>1 to 100 lines; those of one item are summed.</summary>
    public IReadOnlyList<ReservationLineBody?>? Lines { get; init; }
}

/// <summary>Units of one SKU at one location, 1 to 1,000,000.</summary>
public sealed record ReservationLineBody(string? Sku, string? LocationId, long? Quantity);

/// <summary>For how long from now to hold on.</summary>
public sealed record ExtensionBody(long? TtlSeconds);
