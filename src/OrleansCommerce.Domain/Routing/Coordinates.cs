namespace OrleansCommerce.Domain.Routing;

/// <summary>A place on the globe, in WGS 84 degrees.</summary>
public readonly record struct Coordinates(double Latitude, double Longitude)
{
    /// <summary>The mean radius of the earth.</summary>
    public const double EarthRadiusKm = 6_371.0088;

    public bool IsValid => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;

    /// <summary>Along the great circle.</summary>
    public double KmTo(Coordinates other) => UnitVector.Of(this).KmTo(UnitVector.Of(other));
}

/// <summary>A place as a vector of length one: the distance of two of them takes three products and one arc sine.</summary>
internal readonly record struct UnitVector(double X, double Y, double Z)
{
    public static UnitVector Of(Coordinates place)
    {
        var (latitude, longitude) = (double.DegreesToRadians(place.Latitude), double.DegreesToRadians(place.Longitude));
        var equator = Math.Cos(latitude);
        return new(equator * Math.Cos(longitude), equator * Math.Sin(longitude), Math.Sin(latitude));
    }

    /// <summary>From the chord, which is exact for near places, where the arc cosine of the product is not.</summary>
    public double KmTo(in UnitVector other) => 2 * Coordinates.EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(ChordSquared(other)) / 2));

    /// <summary>Grows with the distance, and costs no root: for comparing.</summary>
    public double ChordSquared(in UnitVector other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return (x * x) + (y * y) + (z * z);
    }

    /// <summary>The square of the chord over so many kilometres.</summary>
    public static double ChordSquaredOf(double km)
    {
        var chord = 2 * Math.Sin(Math.Min(Math.PI / 2, km / (2 * Coordinates.EarthRadiusKm)));
        return chord * chord;
    }
}
