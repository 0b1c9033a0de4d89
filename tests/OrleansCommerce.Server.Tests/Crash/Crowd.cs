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

    /// <summary>Of more reservations than this, as many are asked for one by one; the journal is asked for all of them.</summary>
    private const int ReadsMax = 10_000;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PaceWindow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PaceLimit = TimeSpan.FromSeconds(20);
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
        await Waits.Until(() => HasTrouble || Held >= before + count);
        await ThrowTrouble();
        _between.Add((Held - before, _shopping.Elapsed - began));
    }

    /// <summary>Ends when reservations are acknowledged at this pace, or when the time for that is up.</summary>
    /// <returns>Reservations per second, lately.</returns>
    public async Task<double> ComeToPace(int perSecond)
    {
        var (before, began) = (Held, _shopping.Elapsed);
        var (mark, at, started, pace) = (before, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0.0);
        await Waits.Until(() =>
        {
            if (Stopwatch.GetElapsedTime(at) is var passed && passed >= PaceWindow)
            {
                (pace, mark, at) = ((Held - mark) / passed.TotalSeconds, Held, Stopwatch.GetTimestamp());
            }

            return HasTrouble || (pace > 0 && (pace >= perSecond || Stopwatch.GetElapsedTime(started) > PaceLimit));
        });
        await ThrowTrouble();
        _between.Add((Held - before, _shopping.Elapsed - began));
        return pace;
    }

    /// <summary>Ends when somebody has sent a request and has no answer yet, in that very moment.</summary>
    public Task NextSent()
    {
        var sent = new TaskCompletionSource();
        foreach (var shopper in _shoppers)
        {
            shopper.Wire.Sent = () => sent.TrySetResult();
        }

        return sent.Task;
    }

    private bool HasTrouble => _load.Exists(shopper => shopper.IsFaulted) || _shoppers.Exists(shopper => shopper.Wire.Waiting > AnswerLimit);

    /// <summary>Each shopper ends the order it is at.</summary>
    public async Task Stop()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_load);
        _shopping.Stop();
        _shoppers.ForEach(shopper => shopper.Wire.Dispose());
    }

    private async Task ThrowTrouble()
    {
        if (_load.Find(shopper => shopper.IsFaulted) is { } failed)
        {
            await failed;
        }

        Assert.DoesNotContain(_shoppers, shopper => shopper.Wire.Waiting > AnswerLimit);
    }

    /// <summary>What was acknowledged is there, nothing else is, nothing is oversold, and the books balance.</summary>
    public async Task Verify()
    {
        var acknowledged = _shoppers.SelectMany(shopper => shopper.Acknowledged).ToList();
        var recorded = await RecordedOrders.Read(server.Http);
        Assert.Empty(recorded.Differences(acknowledged.ToDictionary(pair => pair.Key, pair => pair.Value.State)));
        var some = acknowledged.Where((_, i) => i % (1 + (acknowledged.Count / ReadsMax)) == 0);
        await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce }, async (pair, _) =>
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
