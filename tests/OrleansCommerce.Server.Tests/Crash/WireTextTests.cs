using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Benchmarks.Http;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>What the clients that leave the processor to the server read and write of HTTP.</summary>
public sealed class WireTextTests
{
    private static readonly Uri Address = new("http://127.0.0.1:5080");

    [Fact]
    public void Head_WhereverItIsCut_IsReadWhenItIsWholeAndNotBefore()
    {
        var answer = "HTTP/1.1 201 Created\r\nContent-Length: 16\r\nContent-Type: application/json\r\nRetry-After: 2\r\n\r\n{\"state\":\"held\"}"u8;
        var length = answer.Length - 16;
        for (var cut = 0; cut <= answer.Length; cut++)
        {
            Assert.Equal(cut >= length, ResponseHead.TryRead(answer[..cut], out var head));
            Assert.Equal(cut >= length ? new ResponseHead(201, length, 16) : default, head);
        }

        Assert.Equal(2, ResponseHead.Number(answer[..length], "\r\nRetry-After: "u8));
        Assert.Null(ResponseHead.Number(answer[..length], "\r\nRetry: "u8));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Content-Length: 3\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 3\r\n\r\n")]
    [InlineData("SMTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")]
    public void Head_OfWhichTheEndIsNotKnown_IsRefused(string answer) =>
        Assert.Throws<InvalidDataException>(() => ResponseHead.TryRead(Encoding.ASCII.GetBytes(answer), out _));

    [Fact]
    public void Request_SentAgainAndAgain_HasANewIdAndTheItemOfItsNumber()
    {
        var (request, random, ids) = (new RequestText(Address, "/v1/reservations", new StockKey("sku-000000", "store-001")), new Random(7), new HashSet<string>());
        foreach (var number in (int[])[999_999, 0, 12, 100_000])
        {
            request.Renew(random, number);
            var body = Body(request);
            Assert.Equal($"sku-{number:D6}", (string?)body["lines"]![0]!["sku"]);
            Assert.True(ids.Add((string)body["reservationId"]!));
        }
    }

    [Fact]
    public void Request_OfAnItemWithoutANumber_KeepsIt()
    {
        var request = new RequestText(Address, "/v1/reservations", new StockKey("hot-003", "store-001"));
        request.Renew(new Random(7), 5);
        Assert.Equal("hot-003", (string?)Body(request)["lines"]![0]!["sku"]);
    }

    /// <summary>The body, which is as long as the head says.</summary>
    private static JsonNode Body(RequestText request)
    {
        var parts = Encoding.ASCII.GetString(request.Bytes).Split("\r\n\r\n");
        Assert.Contains($"Content-Length: {parts[1].Length}", parts[0].Split("\r\n"));
        Assert.StartsWith("POST /v1/reservations HTTP/1.1\r\nHost: 127.0.0.1:5080\r\n", parts[0], StringComparison.Ordinal);
        return JsonNode.Parse(parts[1])!;
    }
}
