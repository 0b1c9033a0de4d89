namespace OrleansCommerce.Benchmarks.Measure;

/// <summary>Which of so many items a shopper takes.</summary>
/// <param name="IsSkewed">Whether some sell much more than others, by Zipf's law; otherwise each sells as much as any other.</param>
internal readonly record struct Demand(bool IsSkewed)
{
    /// <summary>That of the workload of the same name.</summary>
    public const double ZipfExponent = 0.99;

    /// <summary>Draws numbers of items, from 0.</summary>
    public Func<Random, int> Among(int count)
    {
        if (!IsSkewed)
            return random => random.Next(count);
        // What sells best lies nowhere together: neither in memory nor in a table.
        var items = Enumerable.Range(0, count).ToArray();
        new Random(count).Shuffle(items);
        var ranks = new Zipf(count, ZipfExponent);
        return random => items[ranks.Next(random)];
    }
}
