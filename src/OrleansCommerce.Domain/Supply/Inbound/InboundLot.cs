namespace OrleansCommerce.Domain.Supply.Inbound;

/// <summary>Goods that a location expects. Quantities are whole units.</summary>
/// <param name="Quantity">All that was announced.</param>
/// <param name="Received">What of it has come, under receipts that name it; more may come than was announced.</param>
/// <param name="ExpectedAt">Null: nobody knows when.</param>
/// <param name="Since">When it was announced first; what came before does not count.</param>
public sealed record InboundLot(
    string LocationId, string InboundId, long Quantity, long Received, DateTimeOffset? ExpectedAt, DateTimeOffset Since)
{
    /// <summary>What is still to come.</summary>
    public long Outstanding => Math.Max(0, Quantity - Received);

    public bool IsOverdue(DateTimeOffset now) => Outstanding > 0 && ExpectedAt <= now;
}

/// <summary>The stated limits of what one SKU expects.</summary>
public static class InboundLimits
{
    /// <summary>Lots of one SKU, over all locations, of which something is still to come.</summary>
    public const int OpenMax = 10_000;

    /// <summary>Lots that have come whole and are still remembered, so that their announcement may be repeated.</summary>
    public const int ClosedMax = 200;
}
