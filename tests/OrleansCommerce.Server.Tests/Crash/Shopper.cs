using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>
/// A client that remembers what was acknowledged and sends what is unknown again with the same id, until it knows or the time is up.
/// </summary>
internal sealed class Shopper(HttpClient http, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _acknowledged = [];
    private int _orders;

    /// <summary>By reservation: the furthest state that was acknowledged.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    public int Refused { get; private set; }

    public int Retried { get; private set; }

    /// <summary>One order: reserve a unit, then, by turns, leave it held, confirm it, or confirm and fulfil it.</summary>
    public async Task Order(string sku, string locationId)
    {
        var n = _orders++;
        var id = $"{name}-{n}";
        var body = new { reservationId = id, ttlSeconds = 3_600, lines = new[] { new { sku, locationId, quantity = 1 } } };
        if (await Send("/v1/reservations", body) is HttpStatusCode.Conflict)
        {
            Refused++;
            return;
        }

        _acknowledged[id] = "held";
        if (n % 3 > 0)
        {
            Expect(await Send($"/v1/reservations/{id}/confirm", null));
            _acknowledged[id] = "confirmed";
        }

        if (n % 3 > 1)
        {
            Expect(await Send($"/v1/reservations/{id}/fulfil", null));
            _acknowledged[id] = "fulfilled";
        }
    }

    private static void Expect(HttpStatusCode status) => Assert.Equal(HttpStatusCode.OK, status);

    private async Task<HttpStatusCode> Send(string path, object? body)
    {
        for (var watch = Stopwatch.StartNew(); ; Retried++)
        {
            try
            {
                using var answer = await http.PostAsync(path, body is null ? null : JsonContent.Create(body));
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Conflict)
                {
                    return answer.StatusCode;
                }

                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path}: {answer.StatusCode} {text}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // The server is gone; what became of the command is unknown until it is sent again.
                Assert.True(watch.Elapsed < Patience, e.Message);
            }
        }
    }
}
