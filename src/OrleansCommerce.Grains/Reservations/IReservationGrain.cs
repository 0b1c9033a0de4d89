using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>Coordinates one reservation of several participants: all of them or none. Its key is the reservation's id.</summary>
[Alias("reservation")]
public interface IReservationGrain : IGrainWithStringKey
{
    /// <summary>Holds every line, or none and says what was short.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("open")]
    Task<ReservationAnswer> Open(ReservationRequest request, Origin origin);

    [Alias("read")]
    Task<ReservationAnswer> Read();

    /// <param name="orderId">The order that takes it for itself: from then on nobody but that order ends it. Null: nobody does.</param>
    [Alias("confirm")]
    Task<ReservationAnswer> Confirm(string? orderId, Origin origin);

    /// <param name="orderId">The order that it is confirmed for, or null.</param>
    [Alias("release")]
    Task<ReservationAnswer> Release(string? orderId, Origin origin);

    [Alias("extend")]
    Task<ReservationAnswer> Extend(int ttlSeconds, string? extensionId, Origin origin);

    [Alias("fulfil")]
    Task<ReservationAnswer> Fulfil(Origin origin);

    /// <summary>
    /// A participant in doubt asks what was decided. Interleaves, since the coordinator may at this moment wait for that participant.
    /// Where nobody works on the attempt any more, that it is aborted is recorded before it is answered.
    /// </summary>
    [AlwaysInterleave]
    [Alias("inquire")]
    Task<Verdict> Inquire(long attempt);
}

/// <summary>What a participant in doubt is told.</summary>
[GenerateSerializer]
[Alias("reservation.verdict")]
public enum Verdict
{
    /// <summary>Not decided yet, but somebody is at it.</summary>
    Wait,
    Confirm,
    Release,
    /// <summary>The attempt came to nothing; the hold is again what it was.</summary>
    Abort,
}
