using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>
/// A client that remembers what was acknowledged and sends what is unknown again with the same id, until it knows or the time is up.
/// </summary>
internal sealed class Shopper(ServerProcess server, string name)
{
    public const string Location = "store";

    /// <summary>Units that come in when there were too few: so there is always something to decide, and always at the limit.</summary>
    public const int RestockQuantity = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // By turns: half the orders stay held, the others are carried on to each of the ends.
    private static readonly string[][] Stories =
    [
        [], ["confirm"], [], ["confirm", "fulfil"], [], ["release"], [], ["confirm", "release"],
    ];

    private readonly Dictionary<string, Order> _acknowledged = new(StringComparer.Ordinal);
    private int _orders;

    /// <summary>Its connection.</summary>
    public WireClient Wire { get; } = new(server.Address);

    /// <summary>By reservation: where it is, and the furthest state that was acknowledged.</summary>
    public IReadOnlyDictionary<string, Order> Acknowledged => _acknowledged;

    /// <summary>Units received by SKU, acknowledged.</summary>
    public Dictionary<string, long> Restocked { get; } = [];

    /// <summary>Reservations that were acknowledged; may be read while it shops.</summary>
    public int Held { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Requests whose connection broke before the answer: what became of them nobody knew.</summary>
    public int Unknown { get; private set; }

    /// <summary>Answers 503 that say the outcome is not known, and those that say nothing was done.</summary>
    public int ToldRetry { get; private set; }

    public int ToldBusy { get; private set; }

    /// <summary>Reservations of unknown outcome that turned out to have been made: the same answer came with the retry.</summary>
    public int FoundMade { get; private set; }

    /// <summary>The longest that one request has waited for its answer.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>Reserve a unit, then carry the order on as far as it is its turn.</summary>
    public async Task Shop(string sku)
    {
        var n = _orders++;
        var id = $"{name}-{n}";
        var body = $$"""{"reservationId":"{{id}}","ttlSeconds":3600,"lines":[{"sku":"{{sku}}","locationId":"{{Location}}","quantity":1}]}""";
        var status = await Send("/v1/reservations", body);
        if (status is HttpStatusCode.Conflict)
        {
            Refused++;
            await Restock(sku, $"{id}-in");
            return;
        }

        FoundMade += status is HttpStatusCode.OK ? 1 : 0;
        Held++;
        _acknowledged[id] = new Order(sku, "held");
        foreach (var step in Stories[n % Stories.Length])
        {
            Assert.Equal(HttpStatusCode.OK, await Send($"/v1/reservations/{id}/{step}", null));
            _acknowledged[id] = new Order(sku, step switch { "confirm" => "confirmed", "fulfil" => "fulfilled", _ => "released" });
        }
    }

    private async Task Restock(string sku, string movementId)
    {
        var body = $$"""{"movementId":"{{movementId}}","kind":"receipt","quantity":{{RestockQuantity.ToString(CultureInfo.InvariantCulture)}}}""";
        Assert.Equal(HttpStatusCode.OK, await Send($"/v1/stock/{sku}/{Location}/movements", body));
        Restocked[sku] = Restocked.GetValueOrDefault(sku) + RestockQuantity;
    }

    /// <summary>Sends until it is known what became of it.</summary>
    public async Task<HttpStatusCode> Send(string path, string? body)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            Assert.True(watch.Elapsed < Patience, $"{path} was not answered within {Patience}.");
            try
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await Wire.Post(path, body);
                LongestWait = TimeSpan.FromTicks(Math.Max(LongestWait.Ticks, Stopwatch.GetElapsedTime(sent).Ticks));
                if (answer.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Conflict)
                {
                    return answer.Status;
                }

                await ComeAgain(path, answer);
            }
            catch (NobodyThereException)
            {
                await server.Up.WaitAsync(Patience);
            }
            catch (SocketException)
            {
                Unknown++;
                await server.Up.WaitAsync(Patience);
            }
        }
    }

    /// <summary>Does what a 503 asks for.</summary>
    private async Task ComeAgain(string path, WireAnswer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.ServiceUnavailable, $"{path}: {answer.Status} {answer.Text}");
        Assert.True(answer.RetryAfterSeconds is not null, $"{path}: 503 without Retry-After: {answer.Text}");
        if ((string?)JsonNode.Parse(answer.Text)!["code"] == "retry")
        {
            ToldRetry++;
        }
        else
        {
            ToldBusy++;
        }

        await Task.Delay(TimeSpan.FromSeconds(answer.RetryAfterSeconds.Value), TimeProvider.System);
    }

    /// <summary>An order as it was acknowledged last.</summary>
    internal readonly record struct Order(string Sku, string State);
}
