using System.Net;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class StockApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Movements_OfEveryKind_AddUp()
    {
        var path = Path();
        await Moves(path, "receipt", 10, 10);
        await Moves(path, "sale", 2, 8);
        await Moves(path, "adjustment", -1, 7);
        await Moves(path, "adjustment", 3, 10);
        await Moves(path, "damage", 1, 9);
        await Moves(path, "transferOut", 4, 5);
        await Moves(path, "transferIn", 6, 11);
        await Moves(path, "return", 1, 12);
        await Moves(path, "count", 7, 7);
        var item = await server.Get(path);
        Assert.Equal((HttpStatusCode.OK, 7, 9), (item.Status, (int)item.Json["onHand"]!, (int)item.Json["version"]!));
        Assert.EndsWith("Z", (string)item.Json["asOf"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Movement_SentAgain_ExactlyTheSameAnswer()
    {
        var path = Path();
        const string body = """{"movementId":"m-1","kind":"receipt","quantity":10,"reason":"po-77","occurredAt":"2026-11-22T10:00:00+01:00"}""";
        var first = await server.Post($"{path}/movements", body);
        await Moves(path, "sale", 1, 9);
        var second = await server.Post($"{path}/movements", body);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, first.Text), (first.Status, second.Status, second.Text));
        Assert.Equal(9, (int)(await server.Get(path)).Json["onHand"]!);
        (await server.Post($"{path}/movements", body.Replace("po-77", "po-78", StringComparison.Ordinal))).IsProblem(422, "id-reused");
    }

    [Theory]
    [InlineData("""{"movementId":"m","kind":"damage","quantity":6}""")]
    [InlineData("""{"movementId":"m","kind":"adjustment","quantity":-6}""")]
    [InlineData("""{"movementId":"m","kind":"transferOut","quantity":6}""")]
    public async Task Movement_MoreThanIsThere_RefusedWithWhatIsOnHand(string body)
    {
        var path = Path();
        await Moves(path, "receipt", 5, 5);
        var answer = await server.Post($"{path}/movements", body);
        answer.IsProblem(409, "insufficient-stock");
        Assert.Contains("5 are on hand", (string)answer.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await server.Get(path)).Json["version"]!);
    }

    [Fact]
    public async Task Count_OfAnotherVersion_VersionMismatch()
    {
        var path = Path();
        await Moves(path, "receipt", 5, 5);
        (await server.Post($"{path}/movements", """{"movementId":"c","kind":"count","quantity":4,"expectedVersion":9}""")).IsProblem(409, "version-mismatch");
        var right = await server.Post($"{path}/movements", """{"movementId":"c","kind":"count","quantity":4,"expectedVersion":1}""");
        Assert.Equal((HttpStatusCode.OK, 4), (right.Status, (int)right.Json["onHand"]!));
    }

    [Fact]
    public async Task Receipt_BeyondWhatAnItemMayHold_QuantityLimit()
    {
        var path = Path();
        for (var i = 1; i <= 1000; i++)
        {
            await Moves(path, "receipt", 1_000_000_000, i * 1_000_000_000L);
        }

        (await server.Post($"{path}/movements", """{"movementId":"z","kind":"receipt","quantity":1}""")).IsProblem(409, "quantity-limit");
    }

    [Fact]
    public async Task SafetyStock_Set_IsNeverPromised()
    {
        var path = Path();
        await Moves(path, "receipt", 5, 5);
        var answer = await server.Put($"{path}/safety-stock", """{"quantity":2}""");
        Assert.Equal((2, 3), ((int)answer.Json["safetyStock"]!, (int)answer.Json["available"]!));
        (await server.Put($"{path}/safety-stock", """{"quantity":-1}""")).IsProblem(400, "invalid-quantity");
        (await server.Put($"{path}/safety-stock", """{"quantity":1000000001}""")).IsProblem(400, "invalid-quantity");
        (await server.Put($"{path}/safety-stock", "{}")).IsProblem(400, "invalid-quantity");
        Assert.Equal(2, (int)(await server.Get(path)).Json["safetyStock"]!);
    }

    [Fact]
    public async Task Read_OfWhatNobodySpokeOf_UnknownStockItem() => (await server.Get(Path())).IsProblem(404, "unknown-stock-item");

    private static string Path() => $"/v1/stock/{ApiServer.Fresh("sku")}/{ApiServer.Fresh("store")}";

    private async Task Moves(string path, string kind, long quantity, long onHand)
    {
        var answer = await server.Post(
            $"{path}/movements", $$"""{"movementId":"{{ApiServer.Fresh("m")}}","kind":"{{kind}}","quantity":{{quantity}}}""");
        Assert.Equal((HttpStatusCode.OK, onHand), (answer.Status, (long)answer.Json["onHand"]!));
    }
}
