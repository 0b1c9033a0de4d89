using OrleansCommerce.LoadTest.Http;

namespace OrleansCommerce.Server.Tests.LoadTest;

internal sealed class FakeReservation(ReservationRequest request)
{
    public ReservationRequest Request { get; } = request;

    public string State { get; set; } = "held";

    public DateTimeOffset ExpiresAt { get; set; } = TimeProvider.System.GetUtcNow().AddSeconds(request.TtlSeconds);

    public bool IsSameAs(ReservationRequest other) =>
        Request.CustomerId == other.CustomerId
        && Request.TtlSeconds == other.TtlSeconds
        && Request.Lines.SequenceEqual(other.Lines);
}
