using OrleansCommerce.Grains.Reservations;

namespace OrleansCommerce.Simulation.Checks;

/// <summary>Requests and answers by their content: arrays print as their type otherwise.</summary>
internal static class Contents
{
    public static string Of(ReservationRequest r) => $"{r.TtlSeconds} s, {r.CustomerId}, {string.Join(", ", r.Lines)}";

    public static string Of(ReservationAnswer answer) => answer.Reservation is { } r
        ? $"{r.Status} until {r.HeldUntil:O} for {r.TtlSeconds} s, {r.CustomerId}, {string.Join(", ", r.Lines)}"
        : $"{answer.Problem}";

    /// <summary>For a line of a trace.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        ReservationRequest request => Of(request),
        ReservationAnswer answer => Of(answer),
        _ => value.ToString()!,
    };
}
