using System.Collections.Immutable;
using OrleansCommerce.Grains.Supply.Inbound;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>Goods that are to come.</summary>
/// <param name="Quantity">Whole units in all, what has come of them included: 0 to 1,000,000,000. 0 withdraws them.</param>
/// <param name="ExpectedAt">RFC 3339; at most five years ahead.</param>
public sealed record InboundBody(long? Quantity, string? ExpectedAt);

/// <summary>Goods that are to come, or have. Quantities are whole units.</summary>
/// <param name="Outstanding">What is still to come: the quantity less what receipts under this id have brought.</param>
/// <param name="ExpectedAt">Left out where nobody knows.</param>
/// <param name="Overdue">They should have come: nothing is promised from that date any more.</param>
public sealed record InboundView(
    string InboundId, string Sku, string LocationId, long Quantity, long Received, long Outstanding, DateTimeOffset? ExpectedAt, bool Overdue)
{
    public static InboundView Of(string sku, string locationId, InboundFigures lot) =>
        new(lot.InboundId, sku, locationId, lot.Quantity, lot.Received, lot.Outstanding, lot.ExpectedAt, lot.IsOverdue);
}

/// <summary>A page of what one location expects of a SKU, in the order of the ids. Goods of a transfer have the id <c>transfer/id</c>.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record InboundPage(ImmutableArray<InboundView> Items, string? Next);
