namespace OrleansCommerce.Benchmarks.Measure;

/// <summary>Ids of reservations as a shop makes them: random, so that no index is filled in order.</summary>
internal static class Ids
{
    private const int Bytes = 16;

    public static string Next(Random random)
    {
        Span<byte> id = stackalloc byte[Bytes];
        random.NextBytes(id);
        return Convert.ToHexStringLower(id);
    }
}
