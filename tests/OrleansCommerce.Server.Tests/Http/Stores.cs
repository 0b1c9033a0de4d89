using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>Describes stores along a meridian and asks for promises.</summary>
internal static class Stores
{
    /// <summary>A tenth of a degree north is 11 km.</summary>
    public static async Task Describe(
        this ApiServer server, string locationId, double north, int perSlot = 20, string services = "\"pickup\",\"shipFrom\"")
    {
        var latitude = (33 + north).ToString(CultureInfo.InvariantCulture);
        var body = $$"""
            {"name":"Store","kind":"store","latitude":{{latitude}},"longitude":-97,"timeZone":"America/Chicago",
             "services":[{{services}}],"slotMinutes":60,"pickCapacityPerSlot":{{perSlot}},"carriers":["ground"],"region":"TX"}
            """;
        var answer = await server.Put($"/v1/locations/{locationId}", body);
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);

        // Who routes hears of it a moment later.
        while (!await IsKnown(server, locationId))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Of what there is nowhere, every location that is known is said not to have it.</summary>
    private static async Task<bool> IsKnown(ApiServer server, string locationId)
    {
        const string probe = "probe";
        await server.Put($"/v1/skus/{probe}", """{"name":"Probe"}""");
        var promise = (await server.Promise(Body(probe, 1, ""","methods":["pickup"],"rejectedMax":200"""))).Json;
        return promise["rejected"]!.AsArray().Any(one => (string)one!["locationId"]! == locationId)
            || promise["options"]!.AsArray().Any(option => Location(option!) == locationId);
    }

    public static string Body(string sku, long quantity, string more = "") =>
        $$"""{"lines":[{"sku":"{{sku}}","quantity":{{quantity}}}],"destination":{"latitude":33,"longitude":-97}{{more}} }""";

    public static Task<Answer> Promise(this ApiServer server, string body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/promises") { Content = new StringContent(body, null, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return server.Send(request);
    }

    public static string Location(JsonNode option) => (string)Assert.Single(option["fulfilments"]!.AsArray())!["locationId"]!;
}
