namespace OrleansCommerce.Domain.Stock;

/// <summary>The stated limits of one stock item. Beyond them a command is refused, never cut down.</summary>
public static class StockLimits
{
    /// <summary>Units in one movement, count or safety stock.</summary>
    public const long MovementQuantityMax = 1_000_000_000;

    /// <summary>Units in one line of a reservation. The largest order of the sample year has 80,995.</summary>
    public const long ReservationQuantityMax = 1_000_000;

    /// <summary>
    /// Units ever received and ever gone out, and so on hand: far from overflow in every sum. Facts (sales, counts) are accepted even
    /// beyond it.
    /// </summary>
    public const long OnHandMax = 1_000_000_000_000;

    /// <summary>Holds alive at one time on one item.</summary>
    public const int LiveHoldsMax = 1_000_000;

    /// <summary>Seconds that a hold may last from when it is made or extended.</summary>
    public const int TtlSecondsMax = 86_400;

    /// <summary>Expiries in one decision. The rest follows with the next one: until then it can't be confirmed, and is not promised to others.</summary>
    public const int ExpiriesPerDecisionMax = 1_000;

    /// <summary>Movements, extensions and ended holds an item remembers in memory; older ones are found in the journal by their command id.</summary>
    public const int RememberedMax = 8;

    /// <summary>How long a hold stays in doubt before its item asks the reservation what was decided.</summary>
    public static readonly TimeSpan PendingPatience = TimeSpan.FromSeconds(2);
}
