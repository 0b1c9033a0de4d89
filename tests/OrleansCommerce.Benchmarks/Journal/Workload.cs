using OrleansCommerce.Benchmarks.Measure;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>Which items the reservations go to.</summary>
internal sealed record Workload(string Name, Func<Random, StockKey> Next)
{
    /// <summary>How many items there are in all.</summary>
    public const int Items = 100_000;

    private const int SpreadItems = 10_000;

    /// <param name="round">Each round has a hot item of its own, since an item takes a limited number of holds.</param>
    public static Workload Hot(int round)
    {
        var key = HotItem(round);
        return new("hot", _ => key);
    }

    public static Workload Spread { get; } = new("spread", random => Item(random.Next(SpreadItems)));

    public static Workload Zipf { get; } = MakeZipf();

    public static StockKey Item(int number) => new($"sku-{number:D6}", "store-001");

    public static StockKey HotItem(int round) => new($"hot-{round:D3}", "store-001");

    private static Workload MakeZipf()
    {
        var ranks = new Zipf(Items, Demand.ZipfExponent);
        return new("zipf", random => Item(ranks.Next(random)));
    }
}
