using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>What somebody wants, and how. <see cref="At"/> is now.</summary>
public sealed record RoutingRequest(ImmutableArray<RequestLine> Lines, FulfilmentMethods Methods, DateTimeOffset At)
{
    /// <summary>Lines in one request.</summary>
    public const int LinesMax = 100;

    /// <summary>Units in one line.</summary>
    public const long QuantityMax = 1_000_000;

    /// <summary>Options in one answer.</summary>
    public const int OptionsCap = 20;

    /// <summary>Where the parcel goes, or the customer is.</summary>
    public Coordinates? Destination { get; init; }
    public string? DestinationRegion { get; init; }
    public string Channel { get; init; } = "web";

    /// <summary>The store the customer chose: "here". Null: any.</summary>
    public string? LocationId { get; init; }

    /// <summary>A later pickup, or arrival, is not what was asked.</summary>
    public DateTimeOffset? WantedBy { get; init; }

    /// <summary>Locations that are out of the question, those that rejected the order before among them.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary>1 to <see cref="OptionsCap"/>.</summary>
    public int OptionsMax { get; init; } = 3;
}

/// <summary>So many units of a SKU; each SKU in one line.</summary>
public readonly record struct RequestLine(string Sku, long Quantity, string? ProductType = null);

/// <summary>Says what is wrong with a request, field by field.</summary>
public static class RequestCheck
{
    /// <summary>Empty: it can be routed.</summary>
    public static ImmutableArray<InvalidField> Problems(RoutingRequest request)
    {
        var found = new List<InvalidField>();
        PolicyCheck.Check(
            request.Lines.Length is >= 1 and <= RoutingRequest.LinesMax, "lines", $"1 to {RoutingRequest.LinesMax} lines.", found);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Lines.Length; i++)
        {
            var line = request.Lines[i];
            PolicyCheck.Check(Identifier.IsValid(line.Sku) && seen.Add(line.Sku), $"lines[{i}].sku", "An id, each in one line.", found);
            PolicyCheck.Check(
                line.Quantity is >= 1 and <= RoutingRequest.QuantityMax, $"lines[{i}].quantity",
                $"A whole number from 1 to {RoutingRequest.QuantityMax}.", found);
        }

        PolicyCheck.Check(
            request.Methods is > FulfilmentMethods.None and <= FulfilmentMethods.All, "methods",
            "At least one of pickup, curbside, delivery, shipToStore, backorder.", found);
        PolicyCheck.Check(request.OptionsMax is >= 1 and <= RoutingRequest.OptionsCap, "optionsMax", $"1 to {RoutingRequest.OptionsCap}.", found);
        PolicyCheck.Check(request.Destination is not { IsValid: false }, "destination", "Degrees from -90 to 90 and from -180 to 180.", found);
        var needsPlace = request.Methods.HasFlag(FulfilmentMethods.Delivery) || request.LocationId is null;
        PolicyCheck.Check(
            request.Destination is not null || !needsPlace, "destination", "Needed for a delivery, and where no locationId is chosen.", found);
        return [.. found];
    }
}
