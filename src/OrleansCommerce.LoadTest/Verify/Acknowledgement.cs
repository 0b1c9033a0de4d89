using System.Text.Json.Serialization;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Replay;

namespace OrleansCommerce.LoadTest.Verify;

/// <summary>One thing that the server said is done. Either a reservation (state, units) or a movement (SKU, location, version).</summary>
/// <param name="Units">The sum of the reservation's quantities.</param>
/// <param name="Version">The version of the stock item that the answer to the movement showed.</param>
internal sealed record Acknowledgement(
    string Id,
    ReservationState? State = null,
    long? Units = null,
    DateTimeOffset? ExpiresAt = null,
    string? Sku = null,
    string? LocationId = null,
    long? Version = null)
{
    public static Acknowledgement OfReservation(ReservationRequest reservation, ReservationState state, DateTimeOffset? expiresAt) =>
        new(reservation.ReservationId, state, reservation.Lines.Sum(line => (long)line.Quantity), expiresAt);

    public static Acknowledgement OfMovement(PlannedMovement movement, long version) =>
        new(movement.Request.MovementId, Sku: movement.Sku, LocationId: movement.LocationId, Version: version);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class AcknowledgementJson : JsonSerializerContext;
