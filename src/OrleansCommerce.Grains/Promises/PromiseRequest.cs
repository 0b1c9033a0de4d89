using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Promises;

/// <summary>What a shopper wants, how, and whether it is to be held. Each SKU is in one line, in the order of SKUs.</summary>
/// <param name="OptionsMax">Options asked for.</param>
/// <param name="RejectedMax">Locations, the nearest first, of which to say why not.</param>
/// <param name="TtlSeconds">For how long to hold.</param>
[GenerateSerializer]
[Immutable]
[Alias("promise.request")]
public sealed record PromiseRequest(
    [property: Id(0)] ImmutableArray<RequestLine> Lines, [property: Id(1)] FulfilmentMethods Methods, [property: Id(2)] Coordinates? Destination,
    [property: Id(3)] string? DestinationRegion, [property: Id(4)] string Channel, [property: Id(5)] string? LocationId,
    [property: Id(6)] DateTimeOffset? WantedBy, [property: Id(7)] ImmutableArray<string> Excluded, [property: Id(8)] int OptionsMax,
    [property: Id(9)] int RejectedMax, [property: Id(10)] bool Hold, [property: Id(11)] int TtlSeconds, [property: Id(12)] string? CustomerId)
{
    /// <summary>Locations of which one answer says why not.</summary>
    public const int RejectedCap = 200;

    /// <summary>What was asked for without a promise.</summary>
    public static PromiseRequest Of(RoutingRequest request) => new(
        request.Lines, request.Methods, request.Destination, request.DestinationRegion, request.Channel, request.LocationId, request.WantedBy,
        request.Excluded, request.OptionsMax, RejectedMax: 0, Hold: false, TtlSeconds: 0, CustomerId: null);

    /// <summary>As it is routed at some time.</summary>
    public RoutingRequest At(DateTimeOffset now) => new(Lines, Methods, now)
    {
        Destination = Destination,
        DestinationRegion = DestinationRegion,
        Channel = Channel,
        LocationId = LocationId,
        WantedBy = WantedBy,
        Excluded = Excluded,
        OptionsMax = OptionsMax,
    };

    /// <summary>Arrays are compared by content: the same request sent twice is the same.</summary>
    public bool Equals(PromiseRequest? other) =>
        other is not null && (Methods, Destination, DestinationRegion, Channel, LocationId, WantedBy, OptionsMax, RejectedMax)
            .Equals((other.Methods, other.Destination, other.DestinationRegion, other.Channel, other.LocationId, other.WantedBy,
                other.OptionsMax, other.RejectedMax))
        && (Hold, TtlSeconds, CustomerId) == (other.Hold, other.TtlSeconds, other.CustomerId)
        && Lines.SequenceEqual(other.Lines) && Excluded.SequenceEqual(other.Excluded, StringComparer.Ordinal);

    public override int GetHashCode() => Lines.Length;
}
