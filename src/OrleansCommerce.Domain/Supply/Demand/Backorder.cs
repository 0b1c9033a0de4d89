namespace OrleansCommerce.Domain.Supply.Demand;

/// <summary>An order that waits for units of a SKU.</summary>
/// <param name="Sequence">Tells apart those that wait since the same moment: who came first is served first.</param>
public sealed record Backorder(string OrderId, long Quantity, DateTimeOffset Since, long Sequence) : IComparable<Backorder>
{
    /// <summary>Since when, then who came first: the order in which they are served.</summary>
    public int CompareTo(Backorder? other) =>
        other is null ? 1 : Since.CompareTo(other.Since) is not 0 and var bySince ? bySince : Sequence.CompareTo(other.Sequence);
}

/// <summary>Somebody who wants to be told. <see cref="IsArmed"/>: since there was none; only then can it become some again.</summary>
public readonly record struct Subscription(string CustomerId, string? LocationId, bool IsArmed);
