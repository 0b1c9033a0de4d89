using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>
/// What one receiver costs the others that takes a second for each answer, or gives none: the same events, replayed to the same receivers,
/// with it and without it in turns. <c>COMMERCE_WEBHOOK_ROUNDS</c> asks for more rounds than the tests take time for, and holds the
/// result to what is promised; a few rounds beside other tests only tell a share from a standstill.
/// </summary>
public sealed class SlowReceiverTests(CallingServer server, ITestOutputHelper output) : IClassFixture<CallingServer>
{
    private const int Events = 1_000;
    private const int Skus = 200;
    private const int FastReceivers = 3;
    private const int FewRounds = 3;
    private const double SlowerMax = 1.10;
    private const double SlowerMaxBesideOthers = 2.0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Replay_BesideASlowReceiver_TakesAsLongAsWithoutIt()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("COMMERCE_WEBHOOK_ROUNDS") ?? "0", CultureInfo.InvariantCulture);
        var fast = new List<Receiver>();
        var ids = new List<string>();
        await using var slow = await Receiver.Start();
        try
        {
            for (var i = 0; i < FastReceivers; i++)
            {
                fast.Add(await Receiver.Start());
                ids.Add(await Register(fast[i].Hook));
            }

            string[] slowIds = [await Register(new Uri(slow.Address, "slow")), await Register(new Uri(slow.Address, "hang"))];
            await Parallel.ForEachAsync(Enumerable.Range(0, Events), async (n, _) => await server.Receive($"many-{n % Skus}", "w-1", 1));
            await All(fast, Events);
            var (alone, beside) = (new List<double>(), new List<double>());
            for (var round = 0; round < Math.Max(rounds, FewRounds); round++)
            {
                await Each(slowIds, "pause");
                alone.Add(await Replay(ids, fast));
                await Each(slowIds, "resume");
                await Each(slowIds, "replay", """{"afterPosition":0}""");
                beside.Add(await Replay(ids, fast));
            }

            var ratio = Median(beside) / Median(alone);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Events * FastReceivers} deliveries: {Median(alone):f0} ms alone, {Median(beside):f0} ms beside slow receivers: {ratio:f3}"));
            Assert.Contains(slow.Received, request => request.Path == "/slow");
            Assert.InRange(ratio, 0, rounds > 0 ? SlowerMax : SlowerMaxBesideOthers);
        }
        finally
        {
            foreach (var receiver in fast)
            {
                await receiver.DisposeAsync();
            }
        }
    }

    /// <summary>How many milliseconds it takes until each of them has all events once more.</summary>
    private async Task<double> Replay(IReadOnlyList<string> ids, IReadOnlyList<Receiver> receivers)
    {
        foreach (var receiver in receivers)
        {
            receiver.Received.Clear();
        }

        var start = Stopwatch.GetTimestamp();
        await Each(ids, "replay", """{"afterPosition":0}""");
        await All(receivers, Events);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task All(IReadOnlyList<Receiver> receivers, int events)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var limit = new CancellationTokenSource(Patience);
        while (receivers.Any(receiver => receiver.Received.Count < events || receiver.Received.Select(request => request.Id).Distinct().Count() < events))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task<string> Register(Uri url)
    {
        var body = new JsonObject { ["url"] = url.ToString(), ["events"] = new JsonArray("stock.changed") };
        return (string)(await server.Post("/v1/webhooks", body.ToJsonString())).Json["webhookId"]!;
    }

    private async Task Each(IReadOnlyList<string> ids, string what, string? body = null)
    {
        foreach (var id in ids)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/webhooks/{id}/{what}", body ?? "")).Status);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
