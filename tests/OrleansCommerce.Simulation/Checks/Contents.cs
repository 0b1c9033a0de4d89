using Orleans.Invocation;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Simulation.Checks;

/// <summary>Requests and answers by their content: arrays print as their type otherwise.</summary>
internal static class Contents
{
    public static string Of(ReservationRequest r) => $"{r.TtlSeconds} s, {r.CustomerId}, {string.Join(", ", r.Lines)}";

    public static string Of(ReservationAnswer answer) => answer.Reservation is { } r
        ? $"{r.Status} until {r.HeldUntil:O} for {r.TtlSeconds} s, {r.CustomerId}, {string.Join(", ", r.Lines)}"
        : $"{answer.Problem}";

    public static string Of(StockFigures f) => f.SafetyStock == 0
        ? $"version {f.Version}: {f.OnHand} on hand, {f.Reserved} reserved by {f.Holds}"
        : $"version {f.Version}: {f.OnHand} on hand, {f.Reserved} reserved by {f.Holds}, {f.SafetyStock} safety stock";

    public static string Of(StockAnswer answer) => string.Concat(
        Of(answer.Figures),
        answer.Hold is { } hold ? $"; {hold.ReservationId} {hold.Status} {hold.Remaining} of {hold.Quantity} until {hold.HeldUntil:HH:mm:ss.fff}" : "",
        answer.Refusal is { } refusal ? $"; refused: {refusal.Code}" : "",
        answer.IsRepeated ? "; repeated" : "");

    /// <summary>For a line of a trace.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        ReservationRequest request => Of(request),
        ReservationAnswer answer => Of(answer),
        StockAnswer answer => Of(answer),
        StockFigures figures => Of(figures),
        FeedPage page => $"{page.Records.Count} records, through {page.Position}",
        OrderAnswer { Order: { } order } => $"{order.Status} {string.Join(", ", order.Fulfilments.Select(f => $"{f.FulfilmentId} {f.LocationId} {f.State}"))}",
        OrderAnswer answer => $"{answer.Problem}",
        CapacityAnswer answer => $"version {answer.Figures.Version}{(answer.Refusal is { } refusal ? $"; refused: {refusal.Code}" : "")}",
        Books books => books.Balanced ? "balanced" : string.Join("; ", books.Mismatches),
        NoResult => "done",
        _ => value.ToString()!,
    };
}
