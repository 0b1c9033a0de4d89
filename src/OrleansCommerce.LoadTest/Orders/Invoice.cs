namespace OrleansCommerce.LoadTest.Orders;

/// <summary>One line of an invoice. A negative quantity went back (in a cancellation) or was written off.</summary>
internal readonly record struct InvoiceLine(string Sku, string Description, int Quantity);

/// <summary>One invoice of the week, its lines in the order of the source.</summary>
/// <param name="At">Local time of the source, to the minute.</param>
internal sealed record Invoice(string Number, string Customer, DateTime At, IReadOnlyList<InvoiceLine> Lines)
{
    public bool IsCancellation => Number.StartsWith('C');
}
