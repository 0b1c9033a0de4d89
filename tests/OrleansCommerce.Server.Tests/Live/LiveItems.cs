using System.Net;
using OrleansCommerce.Server.Tests.Http;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>Items to be watched.</summary>
internal static class LiveItems
{
    /// <summary>One unit more of each of so many items of a store, in one import.</summary>
    public static async Task Import(this ApiServer server, string store, int items)
    {
        var lines = Enumerable.Range(0, items).Select(item =>
            $$"""{"movementId":"{{ApiServer.Fresh("live")}}","sku":"s{{item}}","locationId":"{{store}}","kind":"receipt","quantity":1}""");
        var answer = await server.Send(HttpMethod.Post, "/v1/stock/import", string.Join('\n', lines), "application/x-ndjson");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }
}
