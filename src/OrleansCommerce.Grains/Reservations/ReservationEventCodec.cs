using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>The stored form of a basket's events. Kinds and property names must not change: journals are read for years.</summary>
internal static class ReservationEventCodec
{
    public static EventCodec<ReservationEvent> Instance { get; } = new EventCodec<ReservationEvent>()
        .Add("reservation.opened", ReservationEventJson.Default.ReservationOpened)
        .Add("reservation.confirmed", ReservationEventJson.Default.ReservationConfirmed)
        .Add("reservation.released", ReservationEventJson.Default.ReservationReleased)
        .Add("reservation.expired", ReservationEventJson.Default.ReservationExpired)
        .Add("reservation.attemptAborted", ReservationEventJson.Default.AttemptAborted)
        .Add("reservation.extended", ReservationEventJson.Default.ReservationExtended)
        .Add("reservation.fulfilled", ReservationEventJson.Default.ReservationFulfilled);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ReservationOpened))]
[JsonSerializable(typeof(ReservationConfirmed))]
[JsonSerializable(typeof(ReservationReleased))]
[JsonSerializable(typeof(ReservationExpired))]
[JsonSerializable(typeof(AttemptAborted))]
[JsonSerializable(typeof(ReservationExtended))]
[JsonSerializable(typeof(ReservationFulfilled))]
internal sealed partial class ReservationEventJson : JsonSerializerContext;
