using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains;

/// <summary>What of the journal may go once it is old, beside what snapshots of stock items cover.</summary>
public static class Retention
{
    /// <summary>
    /// An order is remembered as it was last: its history, and what may still come back of it. A basket by how it ended, or as it was confirmed.
    /// </summary>
    public static IReadOnlyList<StreamFold> Folds { get; } = [OrderSnapshotForm.Fold, ReservationSnapshotForm.Fold];

    /// <summary>A transfer is remembered by how it ended, a promise as it was made; a location and a SKU by their newest description.</summary>
    public static IReadOnlyList<LastWord> LastWords { get; } =
    [
        new("transfer/", record => record.Kind is "transfer.refused" or "transfer.closed"),
        new("promise/", record => record.Kind is "promise.made"),
        new("location/", record => record.Kind is "location.described"),
        new("sku/", record => record.Kind is "sku.described"),
    ];
}
