using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;
using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Http.Promises;

/// <summary>What a request for a promise must look like. Each error names its field.</summary>
public static class PromiseRules
{
    public const string ChannelDefault = "web";
    public const int OptionsDefault = 3;
    public const int RejectedDefault = 20;
    public const int ExcludedMax = 200;
    public const int TextLengthMax = 100;

    /// <summary>The request, or null with the problem.</summary>
    public static PromiseRequest? Read(PromiseBody body, PostalCodes places, out Problem? problem)
    {
        var errors = new FieldErrors();
        var lines = ReadLines(body.Lines, errors);
        var destination = ReadDestination(body.Destination, places, errors);
        var methods = ReadMethods(body.Methods, destination is not null, errors);
        errors.CheckOptionalId("locationId", body.LocationId);
        errors.CheckOptionalId("customerId", body.CustomerId);
        errors.CheckOptionalText("channel", body.Channel, TextLengthMax);
        errors.CheckOptionalText("destination.region", body.Destination?.Region, TextLengthMax);
        var request = new PromiseRequest(
            lines, methods, destination, body.Destination?.Region, body.Channel ?? ChannelDefault, body.LocationId, body.WantedBy,
            ReadExcluded(body.ExcludedLocationIds ?? [], errors), ReadCount("optionsMax", body.OptionsMax, OptionsDefault, 1, RoutingRequest.OptionsCap, errors),
            ReadCount("rejectedMax", body.RejectedMax, RejectedDefault, 0, PromiseRequest.RejectedCap, errors), body.Hold ?? false,
            ReservationRules.ReadTtl(body.TtlSeconds, errors), body.CustomerId);
        if (!errors.Any)
        {
            foreach (var (field, message) in RequestCheck.Problems(request.At(DateTimeOffset.UnixEpoch)))
            {
                errors.Add(ProblemKinds.Malformed, field, message);
            }
        }

        problem = errors.ToProblem();
        return problem is null ? request : null;
    }

    internal static ImmutableArray<RequestLine> ReadLines(IReadOnlyList<PromiseLineBody?>? bodies, FieldErrors errors)
    {
        if (bodies is null or { Count: 0 } or { Count: > RoutingRequest.LinesMax })
        {
            var kind = bodies is { Count: > 0 } ? ProblemKinds.TooManyLines : ProblemKinds.NoLines;
            errors.Add(kind, "lines", $"1 to {RoutingRequest.LinesMax} lines.");
            return [];
        }

        var units = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < bodies.Count; i++)
        {
            var (sku, quantity) = (bodies[i]?.Sku, bodies[i]?.Quantity);
            errors.CheckId($"lines[{i}].sku", sku);
            if (quantity is not (>= 1 and <= RoutingRequest.QuantityMax))
            {
                errors.Add(ProblemKinds.InvalidQuantity, $"lines[{i}].quantity", $"A whole number from 1 to {RoutingRequest.QuantityMax}.");
            }
            else if (sku is not null)
            {
                units[sku] = units.GetValueOrDefault(sku) + quantity.Value;
                if (units[sku] > RoutingRequest.QuantityMax)
                {
                    errors.Add(ProblemKinds.InvalidQuantity, $"lines[{i}].quantity", $"The lines of {sku} come to more than {RoutingRequest.QuantityMax}.");
                }
            }
        }

        return [.. units.Select(line => new RequestLine(line.Key, line.Value))];
    }

    internal static Coordinates? ReadDestination(DestinationBody? body, PostalCodes places, FieldErrors errors)
    {
        if (body is null)
        {
            return null;
        }

        if (body.PostalCode is { } code)
        {
            if (body.Country is not (null or PostalCodes.Country))
            {
                errors.Add(ProblemKinds.Malformed, "destination.country", $"Postal codes of {PostalCodes.Country} are known; elsewhere send latitude and longitude.");
                return null;
            }

            var place = places.Find(code);
            if (place is null)
            {
                errors.Add(ProblemKinds.Malformed, "destination.postalCode", "Not a ZIP code that is known here; latitude and longitude will do as well.");
            }

            return place;
        }

        if (body is { Latitude: { } latitude, Longitude: { } longitude } && GeoPoint.IsLatitude(latitude) && GeoPoint.IsLongitude(longitude))
        {
            return new(latitude, longitude);
        }

        var field = GeoPoint.IsLatitude(body.Latitude) ? "destination.longitude" : "destination.latitude";
        errors.Add(ProblemKinds.Malformed, field, "Degrees, latitude from -90 to 90 and longitude from -180 to 180; or a postalCode.");
        return null;
    }

    internal static FulfilmentMethods ReadMethods(IReadOnlyList<string?>? names, bool hasDestination, FieldErrors errors)
    {
        if (names is null)
        {
            return FulfilmentMethods.Pickup | (hasDestination ? FulfilmentMethods.Delivery : 0);
        }

        var methods = FulfilmentMethods.None;
        for (var i = 0; i < names.Count; i++)
        {
            if (MethodNames.Find(names[i]) is { } method)
            {
                methods |= method;
            }
            else
            {
                errors.Add(ProblemKinds.Malformed, $"methods[{i}]", $"One of {MethodNames.All}.");
            }
        }

        return methods;
    }

    private static ImmutableArray<string> ReadExcluded(IReadOnlyList<string?> ids, FieldErrors errors)
    {
        if (ids.Count > ExcludedMax)
        {
            errors.Add(ProblemKinds.Malformed, "excludedLocationIds", $"At most {ExcludedMax} entries.");
            return [];
        }

        for (var i = 0; i < ids.Count; i++)
        {
            errors.CheckId($"excludedLocationIds[{i}]", ids[i]);
        }

        return [.. ids.Select(id => id ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public static int ReadCount(string field, long? count, int missing, int min, int max, FieldErrors errors)
    {
        if (count is null || (count >= min && count <= max))
        {
            return (int)(count ?? missing);
        }

        errors.Add(ProblemKinds.Malformed, field, $"A whole number from {min} to {max}.");
        return missing;
    }
}
