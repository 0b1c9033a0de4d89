using System.Net;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class ContentionTests(OpenServer server) : IClassFixture<OpenServer>
{
    private const int Rounds = 100;
    private const int Clients = 200;
    private const int Units = 10;

    [Fact]
    public async Task Reserve_TwoHundredClientsForTenUnits_ExactlyTenAreHeldInEachRound()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var sku = ApiServer.Fresh("last");
            await server.Receive(sku, "store", Units);
            var body = $$"""{"lines":[{"sku":"{{sku}}","locationId":"store","quantity":1}]}""";
            var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => server.Post("/v1/reservations", body)));

            Assert.Equal(Units, answers.Count(answer => answer.Status == HttpStatusCode.Created));
            var refused = answers.Where(answer => answer.Status != HttpStatusCode.Created).ToList();
            Assert.All(refused, answer =>
            {
                answer.IsProblem(409, "insufficient-stock");
                var shortfall = Assert.Single(answer.Json["shortfalls"]!.AsArray())!;
                Assert.Equal((sku, "store", 1, 0), (
                    (string)shortfall["sku"]!, (string)shortfall["locationId"]!, (int)shortfall["requested"]!, (int)shortfall["available"]!));
            });
        }

        Assert.True((bool)(await server.Get("/v1/audit/balance")).Json["balanced"]!);
    }

    [Fact]
    public async Task Reserve_TheSameIdFiveTimesAtOnce_HoldsOnceAndAnswersTheSame()
    {
        var sku = ApiServer.Fresh("same");
        await server.Receive(sku, "store", Units);
        var body = $$"""{"reservationId":"{{sku}}","lines":[{"sku":"{{sku}}","locationId":"store","quantity":3}]}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.Post("/v1/reservations", body)));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Created],
            answers.Select(answer => answer.Status).Order());
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(3, (int)(await server.Item(sku, "store"))["reserved"]!);
    }
}
