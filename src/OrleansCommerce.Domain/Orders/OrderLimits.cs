namespace OrleansCommerce.Domain.Orders;

/// <summary>The stated limits of one order. Beyond them a command is refused, never cut down.</summary>
public static class OrderLimits
{
    public const int LinesMax = 100;

    /// <summary>Units of one SKU.</summary>
    public const long QuantityMax = 1_000_000;

    /// <summary>Fulfilments that an order ever had, those that came to nothing among them.</summary>
    public const int FulfilmentsMax = 200;
    public const int ReasonLengthMax = 200;
    public const int ReturnsMax = 100;

    /// <summary>Seconds that a location may be given to accept, and a customer to collect.</summary>
    public const int SecondsMax = 90 * 86_400;
}
