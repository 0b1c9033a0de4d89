using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Orders;

/// <summary>What the customer wants beside the goods: by it lines are routed again when a location can't.</summary>
/// <param name="Methods">How they may come.</param>
/// <param name="LocationId">The store the customer chose. Null: any.</param>
/// <param name="PromiseId">What it was ordered from; with <see cref="OptionId"/>. Null: nothing was promised before.</param>
/// <param name="ReservationId">The hold that it was ordered from. Null: none.</param>
public sealed record OrderWish(
    FulfilmentMethods Methods, Coordinates? Destination = null, string? DestinationRegion = null, string? LocationId = null,
    string? PromiseId = null, string? OptionId = null, string? ReservationId = null)
{
    public static OrderWish Any { get; } = new(FulfilmentMethods.All);

    /// <summary>As it is routed: lines that a location could not serve, without those that could not.</summary>
    public RoutingRequest Request(ImmutableArray<OrderLine> lines, string channel, IEnumerable<string> unable, DateTimeOffset at) =>
        new([.. lines.Select(line => new RequestLine(line.Sku, line.Quantity))], Methods, at)
        {
            Destination = Destination,
            DestinationRegion = DestinationRegion,
            Channel = channel,
            LocationId = LocationId,
            Excluded = [.. unable],
        };
}
