using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Orders;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>A movement of stock that an invoice line stands for.</summary>
internal sealed record PlannedMovement(Step Step, string Sku, string LocationId, MovementRequest Request);

/// <summary>
/// What one invoice asks of the server. It depends on the data alone, ids included, so that a retry or a second replay
/// repeats it and adds nothing.
/// </summary>
internal sealed record InvoicePlan(
    Place Place, IReadOnlyList<ReservationRequest> Reservations, IReadOnlyList<PlannedMovement> Movements, int NonStockLines,
    int UncarriedLines)
{
    /// <summary>The contract's limit on the lines of one reservation.</summary>
    public const int LinesPerReservation = 100;

    /// <summary>Longer than the longest time for which a step can be retried, so that a restarted server still finds the hold.</summary>
    private const int TtlSeconds = 2 * 3600;

    public static InvoicePlan Make(Invoice invoice, Place place, CarrierDirectory carriers)
    {
        var lines = new List<ReservationLine>();
        var movements = new List<PlannedMovement>();
        var (nonStock, uncarried) = (0, 0);
        for (var i = 0; i < invoice.Lines.Count; i++)
        {
            var line = invoice.Lines[i];
            if (!StockCode.IsGoods(line.Sku) || line.Quantity == 0)
                nonStock++;
            else if (carriers.Nearest(line.Sku, place) is not { } store)
                uncarried++;
            else if (line.Quantity > 0 && !invoice.IsCancellation)
                lines.Add(new ReservationLine(line.Sku, store, line.Quantity));
            else
                movements.Add(Movement(invoice, i, store));
        }
        return new InvoicePlan(place, Split(invoice, lines), movements, nonStock, uncarried);
    }

    private static ReservationRequest[] Split(Invoice invoice, List<ReservationLine> lines)
    {
        var parts = lines.Chunk(LinesPerReservation).ToList();
        return [.. parts.Select((part, i) => new ReservationRequest(
            parts.Count == 1 ? $"or-{invoice.Number}" : $"or-{invoice.Number}.{i + 1}", TtlSeconds, invoice.Customer, part))];
    }

    private static PlannedMovement Movement(Invoice invoice, int index, string store)
    {
        var line = invoice.Lines[index];
        var units = Math.Abs(line.Quantity);
        var (step, kind, quantity, id) = invoice.IsCancellation ? (Step.Return, "return", units, "ret")
            : line.Description.Contains("damage", StringComparison.OrdinalIgnoreCase) ? (Step.WriteOff, "damage", units, "off")
            : (Step.WriteOff, "adjustment", line.Quantity, "off");
        return new PlannedMovement(step, line.Sku, store,
            new MovementRequest($"{id}-{invoice.Number}.{index + 1}", kind, quantity, $"invoice {invoice.Number}"));
    }
}
