using System.Collections.Immutable;
using System.Diagnostics;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

public sealed class RouterDeadlineTests
{
    private static readonly TimeSpan Outer = TimeSpan.FromSeconds(2);

    /// <summary>The largest basket over a large chain: the best plan that was found by then, of which it is known how far from the best it may be.</summary>
    [Theory]
    [InlineData(FulfilmentMethods.Pickup)]
    [InlineData(FulfilmentMethods.Delivery)]
    public void Route_HundredLinesOverFiveThousandLocations_AnswersWithinThePatienceOfAPromise(FulfilmentMethods methods)
    {
        var (request, snapshot) = Large(methods);
        var start = Stopwatch.GetTimestamp();

        var answer = new Router().Route(
            request, RoutingPolicy.Default, snapshot,
            new SearchBudget(int.MaxValue, Clock: Stopwatch.GetTimestamp, Deadline: start + (Stopwatch.Frequency / 40)));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Outer);
        Assert.NotEmpty(answer.Options);
        Assert.All(answer.Options, option => Assert.Equal(100, option.Fulfilments.SelectMany(f => f.Lines).Select(line => line.Sku).Distinct().Count()));
    }

    private static (RoutingRequest Request, RoutingSnapshot Snapshot) Large(FulfilmentMethods methods)
    {
        var seeded = new Seeded(7);
        string[] ids = [.. Enumerable.Range(0, 5_000).Select(i => $"s-{i:0000}")];
        var board = LocationBoard.Of(ids.Select(id => Case.Store(
            id, new(Case.Home.Latitude + ((seeded.Below(2_000) - 1_000) / 2_000.0), Case.Home.Longitude + ((seeded.Below(2_000) - 1_000) / 2_000.0)))));
        ImmutableArray<RequestLine> lines = [.. Enumerable.Range(0, 100).Select(i => new RequestLine($"sku-{i}", 1 + seeded.Below(3)))];

        // A few of them have everything.
        var stock = lines.Select(line => SkuStock.Pack(
            board.Index, line.Sku, Case.Now, ids.Where((_, i) => i % 500 == 0 || seeded.Below(10) < 6).Select(id => new StockFigure(id, 3 + seeded.Below(3), 95))));
        return (new(lines, methods, Case.Now) { Destination = Case.Home }, new(board, [.. stock]));
    }
}
