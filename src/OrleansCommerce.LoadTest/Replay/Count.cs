namespace OrleansCommerce.LoadTest.Replay;

/// <summary>What a replay counts. An invoice is an order where it sells at least one unit of goods.</summary>
internal enum Count
{
    Invoices,
    Orders,

    /// <summary>Orders of which every line was accepted.</summary>
    OrdersAccepted,

    /// <summary>Orders of which at least one reservation was refused. An order of over 100 lines has several.</summary>
    OrdersRefused,
    Lines,
    LinesAccepted,

    /// <summary>All lines of the refused reservations: they are all or none.</summary>
    LinesRefused,

    /// <summary>The lines for which there was too little stock.</summary>
    ShortfallLines,

    /// <summary>Reservations and movements refused because a quantity is beyond what the server takes.</summary>
    BeyondLimits,
    Returns,
    ReturnsRefused,
    WriteOffs,
    WriteOffsRefused,

    /// <summary>Lines left out because they are no goods.</summary>
    NonStockLines,
    /// <summary>Orders of a few lines each, of which those that nobody has now.</summary>
    OrdersPlaced,
    OrdersUnserved,

    /// <summary>Orders that are at their end, and those that wait for stock.</summary>
    OrdersServed,
    OrdersBackordered,

    /// <summary>Fulfilments that a store rejected, or found nothing of, and that were routed again.</summary>
    Rerouted,
    Errors,
}
