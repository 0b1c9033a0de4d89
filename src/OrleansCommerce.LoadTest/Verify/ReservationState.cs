namespace OrleansCommerce.LoadTest.Verify;

/// <summary>How far a reservation got, in order. Released and expired ones are nowhere on this way.</summary>
internal enum ReservationState
{
    Held,
    Confirmed,
    Fulfilled,
}

internal static class ReservationStates
{
    public static ReservationState? Parse(string text) => text switch
    {
        "held" => ReservationState.Held,
        "confirmed" => ReservationState.Confirmed,
        "fulfilled" => ReservationState.Fulfilled,
        _ => null,
    };
}
