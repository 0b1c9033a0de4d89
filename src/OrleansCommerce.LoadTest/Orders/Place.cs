using System.Globalization;

namespace OrleansCommerce.LoadTest.Orders;

/// <summary>A point on the earth in degrees, WGS 84.</summary>
internal readonly record struct Place(double Latitude, double Longitude)
{
    private const double EarthRadiusM = 6_371_008.8;

    public static Place Parse(string latitude, string longitude) => new(
        double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture));

    /// <summary>Great-circle distance in whole metres, so that two machines agree on which of two stores is the nearer.</summary>
    public long DistanceM(Place other)
    {
        var latitude = double.DegreesToRadians(other.Latitude - Latitude) / 2;
        var longitude = double.DegreesToRadians(other.Longitude - Longitude) / 2;
        var h = Math.Pow(Math.Sin(latitude), 2)
            + Math.Cos(double.DegreesToRadians(Latitude)) * Math.Cos(double.DegreesToRadians(other.Latitude)) * Math.Pow(Math.Sin(longitude), 2);
        return (long)Math.Round(2 * EarthRadiusM * Math.Asin(Math.Min(1, Math.Sqrt(h))));
    }
}
