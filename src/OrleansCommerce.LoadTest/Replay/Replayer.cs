using System.Diagnostics;
using OrleansCommerce.LoadTest.Orders;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>
/// Puts the invoices on the server in the order of the week, several at a time. The invoices of one customer follow each other, and so
/// do all write-offs.
/// </summary>
internal sealed class Replayer(OrderBook book, CarrierDirectory carriers, InvoiceRun run, ReplayTally tally)
{
    public async Task RunAsync(int concurrency, Pace pace, Action invoiceDone, CancellationToken cancel)
    {
        var slots = new SemaphoreSlim(concurrency);
        var last = new Dictionary<string, Task>(StringComparer.Ordinal);
        var running = new List<Task>(book.Invoices.Count);
        var clock = Stopwatch.StartNew();
        try
        {
            foreach (var invoice in book.Invoices)
            {
                await pace.UntilDueAsync(invoice.At - book.Invoices[0].At, clock, cancel);
                await slots.WaitAsync(cancel);
                var queue = IsWriteOff(invoice) ? "write-offs" : invoice.Customer;
                var before = last.GetValueOrDefault(queue, Task.CompletedTask);
                var task = Task.Run(() => ReplayOneAsync(invoice, before, slots, invoiceDone, cancel), CancellationToken.None);
                last[queue] = task;
                running.Add(task);
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private static bool IsWriteOff(Invoice invoice) => !invoice.IsCancellation && invoice.Lines.All(line => line.Quantity < 0);

    private async Task ReplayOneAsync(Invoice invoice, Task before, SemaphoreSlim slots, Action invoiceDone, CancellationToken cancel)
    {
        try
        {
            // The one before holds a slot of its own and was started earlier, so this wait always ends.
            await before.WaitAsync(cancel);
            var plan = InvoicePlan.Make(invoice, book.Customers[invoice.Customer], carriers);
            tally.Add(Count.Invoices);
            tally.Add(Count.NonStockLines, plan.NonStockLines);
            if (plan.UncarriedLines > 0)
                tally.Error($"{invoice.Number}: no store carries {plan.UncarriedLines} of its lines");
            await run.RunAsync(plan, cancel);
            invoiceDone();
        }
        finally
        {
            slots.Release();
        }
    }
}
