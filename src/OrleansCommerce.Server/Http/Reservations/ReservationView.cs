using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Reservations;

namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>A reservation as callers see it.</summary>
/// <param name="State"><c>held</c>, <c>confirmed</c>, <c>fulfilled</c>, <c>released</c> or <c>expired</c>.</param>
/// <param name="Slots">Pick slots that it holds with the goods; left out where there are none.</param>
/// <param name="OrderId">The order that has taken it; left out while none has.</param>
/// <param name="ExpiresAt">Left out once it no longer expires.</param>
public sealed record ReservationView(
    string ReservationId, string State, DateTimeOffset? ExpiresAt, int TtlSeconds, string? CustomerId,
    ImmutableArray<ReservationLineView> Lines, ImmutableArray<ReservationSlotView>? Slots, string? OrderId)
{
    public static ReservationView Of(ReservationFigures figures) => new(
        figures.ReservationId, StateOf(figures.Status), figures.Status == ReservationStatus.Held ? figures.HeldUntil : null,
        figures.TtlSeconds, figures.CustomerId,
        [.. figures.Lines.Select(line => new ReservationLineView(line.Item.Sku, line.Item.LocationId, line.Quantity))],
        figures.Slots.IsDefaultOrEmpty ? null : [.. figures.Slots.Select(slot => new ReservationSlotView(slot.LocationId, slot.Slot.Start, slot.Slot.End))],
        figures.OrderId);

    private static string StateOf(ReservationStatus status) => status switch
    {
        ReservationStatus.Held => "held",
        ReservationStatus.Confirmed => "confirmed",
        ReservationStatus.Fulfilled => "fulfilled",
        ReservationStatus.Released => "released",
        ReservationStatus.Expired => "expired",
        _ => throw new InvalidOperationException($"No reservation is {status}."),
    };
}

/// <summary>A time at which the location picks, or the customer comes.</summary>
public sealed record ReservationSlotView(string LocationId, DateTimeOffset Start, DateTimeOffset End);

public sealed record ReservationLineView(string Sku, string LocationId, long Quantity);
