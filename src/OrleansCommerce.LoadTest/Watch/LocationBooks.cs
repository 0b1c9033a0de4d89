using System.Globalization;
using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;

namespace OrleansCommerce.LoadTest.Watch;

/// <summary>What the server's books say of a location: the truth that is compared with.</summary>
internal static class LocationBooks
{
    private const int PageItems = 500;

    /// <returns>Each item, by <c>sku@location</c>.</returns>
    public static async Task<IReadOnlyDictionary<string, StockItem>> ReadAsync(CommerceClient client, string locationId, CancellationToken cancel)
    {
        var items = new Dictionary<string, StockItem>(StringComparer.Ordinal);
        for (var after = ""; ;)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/v1/locations/{locationId}/stock?limit={PageItems}{after}");
            var answer = await client.GetAsync(Step.Check, path, cancel);
            var page = (answer.IsSuccess ? answer.Read(WireJson.Default.StockPage) : null)
                ?? throw new NotRunException($"The stock of {locationId} could not be read: {answer.Describe()}");
            foreach (var item in page.Items)
                items[$"{item.Sku}@{item.LocationId}"] = item;
            if (page.Next is null)
                return items;
            after = $"&after={Uri.EscapeDataString(page.Next)}";
        }
    }
}
