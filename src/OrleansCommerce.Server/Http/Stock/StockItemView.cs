using System.Collections.Immutable;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>One SKU at one location, in whole units. <paramref name="Version"/> grows with each change.</summary>
/// <param name="Available">What can be promised; negative after a sale or count that found less than was held.</param>
public sealed record StockItemView(
    string Sku, string LocationId, long OnHand, long Reserved, long SafetyStock, long Available, long Damaged, long Version,
    DateTimeOffset AsOf)
{
    /// <summary>By how much more is held than there is, after a sale or a count that found less; left out where there is enough.</summary>
    public long? Deficit => Reserved > OnHand ? Reserved - OnHand : null;

    /// <summary>Where a list is sorted by distance, and the location's place is known.</summary>
    public double? DistanceKm { get; init; }

    /// <summary>
    /// In the answer to a movement of a source: <c>accepted</c>, <c>superseded</c>, <c>contained</c>, <c>outranked</c> or <c>unplaced</c>.
    /// </summary>
    public string? Outcome { get; init; }

    public static StockItemView Of(StockKey key, in StockFigures f, DateTimeOffset asOf) =>
        new(key.Sku, key.LocationId, f.OnHand, f.Reserved, f.SafetyStock, f.Available, f.Damaged, f.Version, asOf);

    public static StockItemView Of(StockRow row, DateTimeOffset asOf) => new(
        row.Sku, row.LocationId, row.OnHand, row.Reserved, row.SafetyStock, row.OnHand - row.Reserved - row.SafetyStock, row.Damaged,
        row.Version, asOf);
}

/// <summary>A page of stock items of one SKU or one location.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record StockPage(
    string? Sku, string? LocationId, ImmutableArray<StockItemView> Items, string? Next, DateTimeOffset AsOf);
