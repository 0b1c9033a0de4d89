using System.Globalization;

namespace OrleansCommerce.Benchmarks.Measure;

/// <summary>Ids of reservations as a shop makes them: random, so that no index is filled in order.</summary>
internal static class Ids
{
    public static string Next(Random random) => string.Create(
        CultureInfo.InvariantCulture, $"{random.NextInt64():x16}{random.NextInt64():x16}");
}
