using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Participants.Watching;

/// <summary>What somebody who watches stock keeps, as the contract tells screens to: of each item the highest version, and the watermark.</summary>
public abstract class ScreenMemory
{
    private readonly SortedDictionary<string, ShownItem> _items = new(StringComparer.Ordinal);

    /// <summary>Everything at or below it was in what it was told.</summary>
    public long Watermark { get; private set; }

    /// <summary>The position after which it asks for what has changed.</summary>
    public virtual long ResumesAfter => Watermark;

    /// <summary>Whether it asks at all for what it may have missed.</summary>
    public virtual bool Resumes => true;

    /// <summary>Null: it has never heard of the item.</summary>
    public ShownItem? Find(string item) => _items.GetValueOrDefault(item);

    /// <summary>One change, as a stream brings it: late, twice or never.</summary>
    public virtual void Take(string item, ShownItem change)
    {
        if (!_items.TryGetValue(item, out var known) || known.Version < change.Version)
            _items[item] = change;
    }

    /// <summary>What changed after a position that it asked for.</summary>
    public void Take(StockChanges changes)
    {
        foreach (var row in changes.Rows)
            Take($"{row.Sku}@{row.LocationId}", new ShownItem(row.Version, row.Position, row.OnHand, row.Reserved, row.SafetyStock));
        Watermark = Math.Max(Watermark, changes.Through);
    }
}

/// <summary>The memory as it should be.</summary>
public sealed class PlainMemory : ScreenMemory;

/// <summary>An item as somebody sees it.</summary>
public sealed record ShownItem(long Version, long Position, long OnHand, long Reserved, long SafetyStock)
{
    public static ShownItem Of(StockFigures f, long position) => new(f.Version, position, f.OnHand, f.Reserved, f.SafetyStock);
}
