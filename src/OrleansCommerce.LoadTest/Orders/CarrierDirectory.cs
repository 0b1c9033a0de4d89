using System.Globalization;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Orders;

/// <summary>
/// Which of the demo's stores carry a SKU, learnt once before the load. What they have available plays no part, nor do locations
/// that were added to the server: so a replay that is run again asks for the very same things.
/// </summary>
internal sealed class CarrierDirectory
{
    private const int Limit = 100;

    private readonly Dictionary<string, IReadOnlyList<string>> _carriers;
    private readonly IReadOnlyDictionary<string, Place> _stores;

    public CarrierDirectory(IReadOnlyDictionary<string, Place> stores, Dictionary<string, IReadOnlyList<string>> carriers) =>
        (_stores, _carriers) = (stores, carriers);

    public int SkuCount => _carriers.Count(entry => entry.Value.Count > 0);

    public int ItemCount => _carriers.Sum(entry => entry.Value.Count);

    public static async Task<CarrierDirectory> LearnAsync(CommerceClient client, Target target, OrderBook book, CancellationToken cancel)
    {
        var skus = book.Invoices.SelectMany(invoice => invoice.Lines).Select(line => line.Sku).Where(StockCode.IsGoods).Distinct().ToList();
        var answers = new IReadOnlyList<string>[skus.Count];
        var near = string.Create(CultureInfo.InvariantCulture,
            $"{book.Stores.Values.Average(store => store.Latitude):F4},{book.Stores.Values.Average(store => store.Longitude):F4}");
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = target.Concurrency, CancellationToken = cancel };
        await Parallel.ForAsync(0, skus.Count, parallel, async (i, token) => answers[i] = await AskAsync(client, skus[i], near, token));
        return new CarrierDirectory(book.Stores, skus.Zip(answers)
            .ToDictionary(entry => entry.First, IReadOnlyList<string> (entry) => [.. entry.Second.Where(book.Stores.ContainsKey)], StringComparer.Ordinal));
    }

    /// <summary>The nearest store that carries the SKU, the lower id among equals; null when none does.</summary>
    public string? Nearest(string sku, Place place)
    {
        (long DistanceM, string? Id) best = (long.MaxValue, null);
        foreach (var id in _carriers.GetValueOrDefault(sku, []))
        {
            var distanceM = _stores[id].DistanceM(place);
            if (distanceM < best.DistanceM || (distanceM == best.DistanceM && string.CompareOrdinal(id, best.Id) < 0))
                best = (distanceM, id);
        }
        return best.Id;
    }

    private static async Task<IReadOnlyList<string>> AskAsync(CommerceClient client, string sku, string near, CancellationToken cancel)
    {
        var answer = await client.GetAsync(Step.Lookup, $"/v1/stock/{Uri.EscapeDataString(sku)}?near={near}&limit={Limit}", cancel);
        if (answer.Status == System.Net.HttpStatusCode.NotFound)
            return [];
        var stock = answer.IsSuccess ? answer.Read(WireJson.Default.StockOfSku) : null;
        if (stock is null)
            throw new NotRunException($"The server does not say where {sku} is: {answer.Describe()}");
        if (stock.Items.Count >= Limit)
            throw new NotRunException($"{Limit} locations or more carry {sku}, so the nearest of all cannot be told from one answer. "
                + "The replay is made for the demo data, where 40 do: start the server on an empty store.");
        return [.. stock.Items.Select(item => item.LocationId)];
    }
}
