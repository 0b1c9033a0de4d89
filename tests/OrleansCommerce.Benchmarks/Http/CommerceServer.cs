using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Benchmarks.Journal;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Server.Tests.Crash;

namespace OrleansCommerce.Benchmarks.Http;

/// <summary>The server as a process of its own, as it is built beside this program. Nobody is too many for it here: no rate limit per client.</summary>
internal sealed class CommerceServer : IDisposable
{
    public const string Path = "/v1/reservations";

    private const int ImportLines = 20_000;
    private const string Behind = "\njournal_view_behind_items ";

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ViewLimit = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _process;
    private readonly Func<TimeSpan> _databaseTime;

    private CommerceServer(ServerProcess process, Func<TimeSpan> databaseTime) => (_process, _databaseTime) = (process, databaseTime);

    public Uri Address => _process.Address;

    public static async Task<CommerceServer> Start(Storages storages, string provider, string journal)
    {
        var process = new ServerProcess(
            storages.Folder, "--Demo=false", "--Limits:RequestsPerSecond=0", $"--Journal:Provider={provider}",
            $"--ConnectionStrings:Journal={await storages.Connection(provider, journal)}");
        await process.Start();
        return new(process, storages.ServerTime);
    }

    /// <summary>Brings each item as many units as a movement may have. Ends when the view shows them.</summary>
    public async Task Receive(IEnumerable<StockKey> items)
    {
        foreach (var chunk in items.Chunk(ImportLines))
        {
            var text = new StringBuilder();
            foreach (var item in chunk)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $$"""{"movementId":"opening-{{item.Sku}}","sku":"{{item.Sku}}","locationId":"{{item.LocationId}}","kind":"receipt","quantity":1000000000}""");
                text.Append('\n');
            }
            using var body = new StringContent(text.ToString(), new MediaTypeHeaderValue("application/x-ndjson"));
            using var answer = await _process.Http.PostAsync("/v1/stock/import", body);
            var report = await answer.Content.ReadFromJsonAsync<JsonNode>();
            if ((int?)report?["accepted"] != chunk.Length)
                throw new InvalidOperationException($"An import was not accepted: {report}");
        }
        await ViewWritten();
    }

    /// <summary>Ends when the view shows everything.</summary>
    public async Task ViewWritten()
    {
        using var limit = new CancellationTokenSource(ViewLimit);
        using var timer = new PeriodicTimer(LookPause);
        while (true)
        {
            var text = await _process.Http.GetStringAsync("/metrics", limit.Token);
            var at = text.IndexOf(Behind, StringComparison.Ordinal);
            if (at < 0)
                throw new InvalidOperationException("The server does not tell how far behind its view is.");
            if (text[at + Behind.Length] == '0')
                return;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>What a load costs the server and its database, the rows of the view that it leaves behind included.</summary>
    public Task<ServerCost> Measure(Load load) => ServerCost.Measure(_process, _databaseTime, load, ViewWritten);

    public void Dispose() => _process.Dispose();
}
