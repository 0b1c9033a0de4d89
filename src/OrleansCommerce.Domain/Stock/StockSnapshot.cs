using System.Collections.Immutable;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// One stock item at one version, with everything that the next decision may depend on: whoever goes on from here decides as if every
/// event up to <see cref="Version"/> had been applied. What is reserved is the sum of <see cref="Holds"/>.
/// </summary>
/// <param name="Remembered">The oldest first.</param>
public sealed record StockSnapshot(
    long Version, DateTimeOffset Time, long OnHand, long SafetyStock, long Damaged, long Received, long GoneOut, bool HasForgotten,
    ImmutableArray<HoldSnapshot> Holds, ImmutableArray<StockEvent> Remembered, StockFeeds? Feeds = null, long Earmarked = 0);

/// <summary>One live hold. <see cref="PendingSince"/> is there exactly while <see cref="Attempt"/>, which counts from 1, waits for its decision.</summary>
public readonly record struct HoldSnapshot(
    string ReservationId, long Quantity, long Remaining, int TtlSeconds, string? CustomerId, bool OfBasket, DateTimeOffset FirstHeldUntil,
    DateTimeOffset HeldUntil, bool IsConfirmed, long Attempt, DateTimeOffset? PendingSince, long Round = 0,
    DateTimeOffset? ConfirmedAt = null, string? OrderId = null, bool FromQueue = false);
