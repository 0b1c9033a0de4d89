using System.Globalization;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>A place on earth in WGS 84 degrees.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6_371.0088;

    public static bool IsLatitude(double? degrees) => degrees is >= -90 and <= 90;

    public static bool IsLongitude(double? degrees) => degrees is >= -180 and <= 180;

    /// <summary>Reads <c>latitude,longitude</c>; null where nothing was sent, or with an error added.</summary>
    public static GeoPoint? Read(string? near, FieldErrors errors)
    {
        if (near is null)
        {
            return null;
        }

        const NumberStyles decimals = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (near.Split(',') is [var first, var second]
            && double.TryParse(first, decimals, CultureInfo.InvariantCulture, out var latitude) && IsLatitude(latitude)
            && double.TryParse(second, decimals, CultureInfo.InvariantCulture, out var longitude) && IsLongitude(longitude))
        {
            return new(latitude, longitude);
        }

        errors.Add(ProblemKinds.Malformed, "near", "Latitude and longitude in degrees: near=32.85,-91.39.");
        return null;
    }

    /// <summary>Along the great circle (haversine), on a sphere: within 0.5 % of the truth.</summary>
    public double KilometresTo(double latitude, double longitude)
    {
        var sinLatitude = Math.Sin(double.DegreesToRadians(latitude - Latitude) / 2);
        var sinLongitude = Math.Sin(double.DegreesToRadians(longitude - Longitude) / 2);
        var a = (sinLatitude * sinLatitude)
            + (Math.Cos(double.DegreesToRadians(Latitude)) * Math.Cos(double.DegreesToRadians(latitude)) * sinLongitude * sinLongitude);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }
}
