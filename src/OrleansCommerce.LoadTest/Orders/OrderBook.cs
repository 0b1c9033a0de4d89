using System.Globalization;

namespace OrleansCommerce.LoadTest.Orders;

/// <summary>The real week of orders, where its customers live (synthetic), and where the stores are.</summary>
/// <param name="Invoices">In the order of the source, which is that of time.</param>
internal sealed record OrderBook(
    IReadOnlyList<Invoice> Invoices, IReadOnlyDictionary<string, Place> Customers, IReadOnlyDictionary<string, Place> Stores)
{
    public static OrderBook Load() => new(
        ReadInvoices(),
        EmbeddedTable.Rows("customers.tsv.gz").ToDictionary(row => row[0], row => Place.Parse(row[2], row[3]), StringComparer.Ordinal),
        EmbeddedTable.Rows("stores.tsv.gz").ToDictionary(row => row[0], row => Place.Parse(row[5], row[6]), StringComparer.Ordinal));

    public OrderBook First(int invoices) => this with { Invoices = [.. Invoices.Take(invoices)] };

    private static List<Invoice> ReadInvoices()
    {
        var invoices = new List<Invoice>();
        var lines = new List<InvoiceLine>();
        foreach (var row in EmbeddedTable.Rows("orders-week.tsv.gz"))
        {
            // The lines of an invoice follow each other.
            if (invoices.Count == 0 || invoices[^1].Number != row[0])
            {
                lines = [];
                var at = DateTime.ParseExact(row[4], "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
                invoices.Add(new Invoice(row[0], row[6], at, lines));
            }
            lines.Add(new InvoiceLine(row[1], row[2], int.Parse(row[3], CultureInfo.InvariantCulture)));
        }
        return invoices;
    }
}
