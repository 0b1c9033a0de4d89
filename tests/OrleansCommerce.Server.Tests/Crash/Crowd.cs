using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>
/// Many shoppers over a few items that are always nearly sold out, and at the end the comparison of what they were told with what is there.
/// </summary>
internal sealed class Crowd(ServerProcess server, int shoppers, int items)
{
    private const int Opening = 20;
    private const int ReadsAtOnce = 32;

    private static readonly string[] Forward = ["held", "confirmed", "fulfilled", "released"];

    private readonly List<Shopper> _shoppers = [.. Enumerable.Range(0, shoppers).Select(i => new Shopper(server, $"s{i}"))];
    private readonly CancellationTokenSource _done = new();
    private readonly Stopwatch _shopping = new();
    private readonly List<(int Held, TimeSpan Took)> _between = [];
    private List<Task> _load = [];

    public int Held => _shoppers.Sum(shopper => shopper.Held);

    /// <summary>How many were told, with 503, to come again.</summary>
    public int Told => _shoppers.Sum(shopper => shopper.ToldRetry + shopper.ToldBusy);

    /// <summary>The longest that a request has waited for its answer.</summary>
    public TimeSpan LongestWait => _shoppers.Max(shopper => shopper.LongestWait);

    /// <summary>Requests whose outcome nobody knew when they ended.</summary>
    public int Unknown => _shoppers.Sum(shopper => shopper.Unknown + shopper.ToldRetry);

    public async Task Start()
    {
        foreach (var item in Enumerable.Range(0, items))
        {
            var answer = await server.Http.PostAsJsonAsync(
                $"/v1/stock/{Sku(item)}/{Shopper.Location}/movements", new { movementId = "opening", kind = "receipt", quantity = Opening });
            answer.EnsureSuccessStatusCode();
        }

        _shopping.Start();
        _load = [.. _shoppers.Select((shopper, i) => Task.Run(async () =>
        {
            for (var n = i; !_done.IsCancellationRequested; n++)
            {
                await shopper.Shop(Sku(n % items));
            }
        }))];
    }

    /// <summary>Ends when so many more reservations were acknowledged; a shopper that fails fails here.</summary>
    public async Task HoldMore(int count)
    {
        var (before, began) = (Held, _shopping.Elapsed);
        await Waits.Until(() => _load.Exists(shopper => shopper.IsFaulted) || Held >= before + count);
        if (_load.Find(shopper => shopper.IsFaulted) is { } failed)
        {
            await failed;
        }

        _between.Add((Held - before, _shopping.Elapsed - began));
    }

    /// <summary>Each shopper ends the order it is at.</summary>
    public async Task Stop()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_load);
        _shopping.Stop();
    }

    /// <summary>What was acknowledged is there, nothing else is, nothing is oversold, and the books balance.</summary>
    public async Task Verify()
    {
        var acknowledged = _shoppers.SelectMany(shopper => shopper.Acknowledged).ToList();
        await Parallel.ForEachAsync(acknowledged, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce }, async (pair, _) =>
        {
            using var answer = await server.Http.GetAsync($"/v1/reservations/{pair.Key}", CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, $"{pair.Key} was acknowledged as {pair.Value.State} and is lost: {answer.StatusCode}");
            var found = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(CancellationToken.None))!["state"]!;
            // No order is under way any more, so each is exactly where its shopper was told that it is.
            Assert.True(found == pair.Value.State, $"{pair.Key} was acknowledged as {pair.Value.State} and is {found}");
        });
        foreach (var item in Enumerable.Range(0, items))
        {
            await Verify(Sku(item), [.. acknowledged.Select(pair => pair.Value).Where(order => order.Sku == Sku(item))]);
        }

        var books = await server.Http.GetFromJsonAsync<JsonNode>("/v1/audit/balance");
        Assert.True((bool)books!["balanced"]!, books.ToJsonString());
    }

    public override string ToString()
    {
        int Sum(Func<Shopper, int> figure) => _shoppers.Sum(figure);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Held} reservations acknowledged in {_shopping.Elapsed.TotalSeconds:F1} s = {Held / _shopping.Elapsed.TotalSeconds:F0}/s, "
            + $"{_between.Sum(b => b.Held) / _between.Sum(b => b.Took.TotalSeconds):F0}/s without the outages; "
            + $"{Sum(s => s.Unknown)} connections broken before the answer, {Sum(s => s.ToldRetry)} times 503 outcome unknown, "
            + $"{Sum(s => s.ToldBusy)} times 503 nothing done; {Sum(s => s.FoundMade)} unknown reservations turned out to be made; "
            + $"{Sum(s => s.Refused)} refused");
    }

    private async Task Verify(string sku, List<Shopper.Order> orders)
    {
        var stock = (await server.Http.GetFromJsonAsync<JsonNode>($"/v1/stock/{sku}/{Shopper.Location}"))!;
        Assert.True((long)stock["available"]! >= 0, $"oversold: {stock}");
        var live = orders.Count(order => Array.IndexOf(Forward, order.State) < 2);
        Assert.True(live == (long)stock["reserved"]!, $"{live} holds were acknowledged: {stock}");
        var left = Opening + _shoppers.Sum(shopper => shopper.Restocked.GetValueOrDefault(sku)) - orders.Count(order => order.State == "fulfilled");
        Assert.True(left == (long)stock["onHand"]!, $"{left} units were to be left by what was acknowledged: {stock}");
    }

    private static string Sku(int item) => $"sku-{item}";
}
