using System.Collections.Immutable;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Supply.Transfers;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>A transfer as callers see it.</summary>
/// <param name="State"><c>planned</c>, <c>shipped</c>, <c>received</c> or <c>cancelled</c>.</param>
/// <param name="EndedAt">When it was received or cancelled.</param>
public sealed record TransferView(
    string TransferId, string State, string From, string To, ImmutableArray<TransferLineView> Lines, DateTimeOffset? ExpectedAt,
    DateTimeOffset PlannedAt, DateTimeOffset? ShippedAt, DateTimeOffset? EndedAt)
{
    public static TransferView Of(TransferFigures figures) => new(
        figures.TransferId, StateOf(figures.Status), figures.From, figures.To,
        [.. figures.Lines.Select(line => LineOf(line, figures))], figures.ExpectedAt, figures.PlannedAt, figures.ShippedAt, figures.EndedAt);

    public static string StateOf(TransferStatus status) => status switch
    {
        TransferStatus.Planned => "planned",
        TransferStatus.Shipped => "shipped",
        TransferStatus.Received => "received",
        TransferStatus.Cancelled => "cancelled",
        _ => throw new InvalidOperationException($"Nobody is shown a transfer that is {status}."),
    };

    private static TransferLineView LineOf(TransferLine line, TransferFigures figures) => new(
        line.Sku, line.Quantity, figures.Status == TransferStatus.Shipped ? line.Quantity : 0,
        TransferLines.Of(figures.Received, line.Sku), TransferLines.Of(figures.Lost, line.Sku));
}

/// <summary>Units of one SKU; those in transit are on no shelf.</summary>
public sealed record TransferLineView(string Sku, long Quantity, long InTransit, long Received, long Lost);

/// <summary>A page of transfers, in the order of their ids. A filter may leave a page short, or empty, while there are more.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record TransferPage(ImmutableArray<TransferView> Items, string? Next);
