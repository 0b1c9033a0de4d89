namespace OrleansCommerce.Grains.Orders;

/// <summary>How long others are given for their part of an order.</summary>
public sealed record OrderTerms
{
    /// <summary>A location has so long to accept, and at least until the slot begins in which it is to pick.</summary>
    public TimeSpan AcceptWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A customer has so long to collect what is ready.</summary>
    public TimeSpan CollectWithin { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Goods are held so long while an order is being placed or routed again: an order that a crash keeps from either loses them then.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMinutes(2);
}
