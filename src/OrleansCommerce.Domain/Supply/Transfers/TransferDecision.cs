using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>The events to append, or why not. No events and no refusal: it is so already.</summary>
public readonly record struct TransferDecision(ImmutableArray<TransferEvent> Events, TransferRefusal? Refusal = null);

/// <summary>In the order in which they are looked for.</summary>
public enum TransferRefusal
{
    /// <summary>The id was used before with other content.</summary>
    IdReused,
    Unknown,
    /// <summary>The step is not the next one of this transfer.</summary>
    WrongState,
    /// <summary>What the last step does to stock items is still to be done.</summary>
    Unsettled,
    /// <summary>More of a SKU would be received than was shipped.</summary>
    MoreThanShipped,
}
