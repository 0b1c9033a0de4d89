namespace OrleansCommerce.Journal;

/// <summary>One SKU at one location, as the view shows it. Quantities are in units of sale.</summary>
/// <param name="Version">The version of the item's stream that the row shows.</param>
/// <param name="Position">The place in the feed of the record with that version.</param>
/// <param name="Holds">The number of live holds.</param>
/// <param name="NextExpiry">When the next hold falls due; null when none does.</param>
/// <param name="OldestConfirmed">Since when the confirmed hold waits that waits longest; null when there is none.</param>
public sealed record StockRow(
    string Sku,
    string LocationId,
    long Version,
    long Position,
    long OnHand,
    long Reserved,
    long SafetyStock,
    long Damaged,
    long Received,
    long GoneOut,
    int Holds,
    DateTimeOffset? NextExpiry,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? OldestConfirmed = null)
{
    /// <summary>More is held than there is.</summary>
    public bool IsShort => Reserved > OnHand;
}
