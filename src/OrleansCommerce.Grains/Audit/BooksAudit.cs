using Orleans;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Audit;

/// <summary>Computes the balance of the books on demand.</summary>
public sealed class BooksAudit(IGrainFactory grains, IJournal journal, StockViewWriter view)
{
    public Task<Books> Run(CancellationToken cancellation) => throw new InvalidOperationException($"{grains} {journal} {view} {cancellation}");
}
