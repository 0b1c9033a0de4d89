using System.Globalization;

namespace OrleansCommerce.Server.Demo;

/// <summary>
/// The demo's stores and products, and the stock it opens with. Reads embedded data and nothing else.
/// Where the data comes from, and what of it is synthetic, is said in <c>Data/ATTRIBUTION.md</c>.
/// </summary>
public sealed class DemoData
{
    public const ulong DefaultSeed = 20111114;

    /// <summary>How many of the stores carry each SKU.</summary>
    public const int StoresPerSku = 40;

    private DemoData(IReadOnlyList<DemoStore> stores, IReadOnlyList<DemoSku> skus) => (Stores, Skus) = (stores, skus);

    public IReadOnlyList<DemoStore> Stores { get; }

    /// <summary>In ordinal order of their ids.</summary>
    public IReadOnlyList<DemoSku> Skus { get; }

    public static DemoData Load() => new(
        [.. DemoTable.Rows("stores").Select(row => new DemoStore(
            row[0], row[1], row[2], row[3], row[4],
            double.Parse(row[5], CultureInfo.InvariantCulture),
            double.Parse(row[6], CultureInfo.InvariantCulture)))],
        [.. DemoTable.Rows("skus").Select(row => new DemoSku(
            row[0], row[1], int.Parse(row[2], CultureInfo.InvariantCulture)))]);

    /// <summary>
    /// The stock of the first morning, SKU by SKU, drawn as it is read. The same seed gives the same items in the same order,
    /// in every process and on every machine.
    /// </summary>
    public IEnumerable<OpeningItem> OpeningStock(ulong seed = DefaultSeed)
    {
        var deck = new int[Stores.Count];
        foreach (var sku in Skus)
        {
            // Each SKU starts from the same deck and its own sequence, so no SKU's stock depends on another's.
            for (var i = 0; i < deck.Length; i++)
                deck[i] = i;
            var sequence = new SeededSequence(seed, sku.Id);
            for (var i = 0; i < StoresPerSku; i++)
            {
                var drawn = i + sequence.Below(deck.Length - i);
                (deck[i], deck[drawn]) = (deck[drawn], deck[i]);
                yield return new(sku.Id, Stores[deck[i]].Id, Quantity(sku.UnitsDemanded, sequence));
            }
        }
    }

    /// <summary>
    /// Most stores open with 60 % to 120 % of what the whole week asks for, and a few units more, so that most orders succeed
    /// wherever they fall; one in two hundred opens with 5 %, so that refusals are seen, too.
    /// </summary>
    private static int Quantity(int unitsDemanded, SeededSequence sequence) =>
        sequence.Below(200) == 0
            ? Math.Max(1, unitsDemanded / 20)
            : unitsDemanded * (60 + sequence.Below(61)) / 100 + 1 + sequence.Below(5);
}
