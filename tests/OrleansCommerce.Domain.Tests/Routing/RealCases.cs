using System.Globalization;
using System.IO.Compression;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>
/// Real orders over real stores: the lines of a week's invoices, the places of customers and of 871 stores. What stands where is
/// synthetic: each SKU in 40 stores, drawn from a seed.
/// </summary>
internal static class RealCases
{
    private const int StoresPerSku = 40;

    public static IEnumerable<Case> Draw(int count, int linesMax, Seeded seeded)
    {
        var places = Rows("customers").ToDictionary(row => row[0], row => Place(row[2], row[3]));
        var stores = Rows("stores").Select(row => Case.Store(row[0], Place(row[5], row[6]))).ToList();
        var stock = new Dictionary<string, NaiveStock>();
        var invoices = Rows("orders-week")
            .Where(row => char.IsAsciiDigit(row[0][0]) && row[3][0] != '-' && Identifier.IsValid(row[1]) && places.ContainsKey(row[6]))
            .GroupBy(row => row[0]).Select(rows => (Home: places[rows.First()[6]], Rows: rows.DistinctBy(row => row[1]).Take(linesMax).ToList()))
            .Where(invoice => invoice.Rows.Count > 1).Take(count);
        foreach (var (home, rows) in invoices)
        {
            var lines = rows.Select(row => new RequestLine(row[1], Math.Min(24, long.Parse(row[3], CultureInfo.InvariantCulture)))).ToList();
            foreach (var line in lines)
            {
                stock.TryAdd(line.Sku, Stock(line.Sku, stores.ConvertAll(store => store.LocationId), seeded));
            }

            var request = new RoutingRequest([.. lines], FulfilmentMethods.Delivery, Case.Now) { Destination = home };
            var policy = RoutingPolicy.Default with { Limits = new() { LinePartsMax = 1, FulfilmentsMax = 16 } };
            yield return new(request, policy, stores, lines.ConvertAll(line => stock[line.Sku]));
        }
    }

    private static NaiveStock Stock(string sku, List<string> stores, Seeded seeded)
    {
        var figures = new Dictionary<string, (long, int)>();
        while (figures.Count < StoresPerSku)
        {
            figures[seeded.Pick([.. stores])] = (1 + seeded.Below(60), seeded.OneIn(5) ? 70 : 100);
        }

        return new(sku, figures);
    }

    private static Coordinates Place(string latitude, string longitude) =>
        new(double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture));

    private static IEnumerable<string[]> Rows(string name)
    {
        using var packed = typeof(RealCases).Assembly.GetManifestResourceStream($"{name}.tsv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } row)
        {
            yield return row.Split('\t');
        }
    }
}
