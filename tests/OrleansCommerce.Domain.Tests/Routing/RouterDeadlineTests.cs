using System.Collections.Immutable;
using System.Diagnostics;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Routing.Search;

namespace OrleansCommerce.Domain.Tests.Routing;

public sealed class RouterDeadlineTests
{
    private const FulfilmentMethods Sent = FulfilmentMethods.Delivery | FulfilmentMethods.ShipToStore;

    /// <summary>What a cost may be off, being rounded for the search.</summary>
    private const double Rounding = 0.002;

    /// <summary>How often the clock is asked once it has said that time is up: each stage on the way out may ask once.</summary>
    private const int QuestionsAfterwards = 8;

    private static readonly TimeSpan Outer = TimeSpan.FromSeconds(2);

    /// <summary>The largest basket over a large chain: the best plans that were found by then, of which it is known how far from the best they may be.</summary>
    [Theory]
    [InlineData(FulfilmentMethods.Pickup)]
    [InlineData(FulfilmentMethods.Delivery)]
    [InlineData(FulfilmentMethods.Pickup | Sent)]
    [InlineData(FulfilmentMethods.All)]
    public void Route_HundredLinesOverFiveThousandLocations_AnswersWithinThePatienceOfAPromise(FulfilmentMethods methods)
    {
        var (request, snapshot) = Large(methods, 5_000, 100);
        var start = Stopwatch.GetTimestamp();

        var answer = new Router().Route(
            request, RoutingPolicy.Default, snapshot,
            new SearchBudget(
                int.MaxValue, Clock: Stopwatch.GetTimestamp, Deadline: start + (2 * Stopwatch.Frequency), Patience: Stopwatch.Frequency / 40));
        var rejected = answer.Explanation!.Rejections().Take(200).ToList();

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Outer);
        Assert.Equal(200, rejected.Count);
        Assert.NotEmpty(answer.Options);
        Assert.All(answer.Options, option => Assert.Equal(100, option.Fulfilments.SelectMany(f => f.Lines).Select(line => line.Sku).Distinct().Count()));
    }

    /// <summary>A line that nobody has: the last rung looks at every location for every line.</summary>
    [Fact]
    public void Route_HundredLinesOfWhichOneIsNowhere_IsBackorderedInTime()
    {
        var (request, snapshot) = Large(FulfilmentMethods.All, 5_000, 100);
        snapshot = snapshot with { Stock = snapshot.Stock.SetItem(7, SkuStock.Pack(snapshot.Board.Index, request.Lines[7].Sku, Case.Now, [])) };
        var start = Stopwatch.GetTimestamp();

        var answer = new Router().Route(request, RoutingPolicy.Default, snapshot, new SearchBudget(int.MaxValue, Clock: Stopwatch.GetTimestamp, Deadline: start + (2 * Stopwatch.Frequency)));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Outer);
        Assert.Equal(RoutingTier.Backorder, Assert.Single(answer.Options).Tier);
        Assert.False(answer.IsCut);
    }

    /// <summary>
    /// Time is up at each question for it in turn. Whatever stage asked it ends, those after it do not begin, and what was found by then is
    /// the answer: whole, and truthful about how far from the best it may be.
    /// </summary>
    [Theory]
    [InlineData(FulfilmentMethods.Pickup | Sent)]
    [InlineData(FulfilmentMethods.Delivery)]
    public void Route_TimeIsUpWhereverAStageAsks_EndsThereWithTheBestSoFar(FulfilmentMethods methods)
    {
        var (request, snapshot) = Large(methods, 700, 9);
        var (router, inFull) = (new Router(), new Questions(long.MaxValue));
        var best = router.Route(request, RoutingPolicy.Default, snapshot, inFull.Budget);
        Assert.True(!best.IsCut && inFull.Asked > 20, $"{inFull.Asked} questions.");
        var (empty, part, stopped) = (0, 0, 0);

        for (var last = 1L; last <= inFull.Asked; last += Math.Max(1, inFull.Asked / 200))
        {
            var time = new Questions(last);
            var answer = router.Route(request, RoutingPolicy.Default, snapshot, time.Budget);

            Assert.True(time.Asked <= last + QuestionsAfterwards, $"Asked {time.Asked} times, and was told at {last} that time is up.");
            Assert.True(answer.IsCut || answer.Options.Length == best.Options.Length, $"Nothing is cut at {last}, and there are {answer.Options.Length} options.");
            Assert.All(answer.Options, option => CheckOption(option, request, best));
            empty += answer.Options.IsEmpty ? 1 : 0;
            part += answer.Options.Length > 0 && answer.Options.Length < best.Options.Length ? 1 : 0;
            stopped += answer.Options.Any(option => option.Reasons.Contains(ReasonCodes.SearchStopped)) ? 1 : 0;
        }

        Assert.True(empty > 0 && stopped > 0, $"{empty} without an option, {part} with a part of them, {stopped} that say that they were stopped.");
        Assert.True(part > 0 || best.Options.Length == 1, "No answer had some of the options.");
    }

    [Fact]
    public void Route_OutOfTimeFromTheBeginning_SaysSoAndAsksForNothingMore()
    {
        var (request, snapshot) = Large(FulfilmentMethods.All, 700, 9);
        var time = new Questions(1);

        var answer = new Router().Route(request, RoutingPolicy.Default, snapshot, time.Budget);

        Assert.True(answer.IsCut);
        Assert.Empty(answer.Options);
        Assert.InRange(time.Asked, 1, 1 + QuestionsAfterwards);
    }

    [Fact]
    public void Rejections_OnceItIsTooLate_AreThoseSoFar()
    {
        var (request, snapshot) = Large(FulfilmentMethods.Delivery, 700, 9);
        var explanation = new Router().Route(request, RoutingPolicy.Default, snapshot).Explanation!;
        var all = explanation.Rejections().Select(rejection => rejection.LocationId).ToList();
        Assert.False(explanation.IsCut);
        var asked = 0;

        var some = explanation.Rejections(() => ++asked > 20).Select(rejection => rejection.LocationId).ToList();

        Assert.True(explanation.IsCut);
        Assert.InRange(some.Count, 10, 20);
        Assert.Equal(all.Take(some.Count), some);
    }

    private static void CheckOption(RoutingOption option, RoutingRequest request, RoutingAnswer best)
    {
        foreach (var line in request.Lines)
        {
            Assert.Equal(line.Quantity, option.Fulfilments.SelectMany(f => f.Lines).Where(one => one.Sku == line.Sku).Sum(one => one.Quantity));
        }

        if (option.Method == FulfilmentMethods.Delivery)
        {
            var least = best.Options.Single(one => one.Method == FulfilmentMethods.Delivery).Cost.Total;
            Assert.InRange(option.Search.Bound, 0, least + Rounding);
            Assert.True(option.Cost.Total >= least - Rounding);
            Assert.True(option.Search.IsProven == option.Reasons.Contains(ReasonCodes.LowestCost));
        }
    }

    private static (RoutingRequest Request, RoutingSnapshot Snapshot) Large(FulfilmentMethods methods, int locations, int lineCount)
    {
        var seeded = new Seeded(7);
        string[] ids = [.. Enumerable.Range(0, locations).Select(i => $"s-{i:0000}")];
        var board = LocationBoard.Of(ids.Select(id => Case.Store(
            id, new(Case.Home.Latitude + ((seeded.Below(2_000) - 1_000) / 2_000.0), Case.Home.Longitude + ((seeded.Below(2_000) - 1_000) / 2_000.0)))));
        ImmutableArray<RequestLine> lines = [.. Enumerable.Range(0, lineCount).Select(i => new RequestLine($"sku-{i}", 1 + seeded.Below(3)))];

        // A few of them have everything.
        var stock = lines.Select(line => SkuStock.Pack(
            board.Index, line.Sku, Case.Now, ids.Where((_, i) => i % 500 == 0 || seeded.Below(10) < 6).Select(id => new StockFigure(id, 3 + seeded.Below(3), 95))));
        return (new(lines, methods, Case.Now) { Destination = Case.Home, OptionsMax = RoutingRequest.OptionsCap }, new(board, [.. stock]));
    }

    /// <summary>Time that passes by being asked for.</summary>
    private sealed class Questions(long last)
    {
        public long Asked { get; private set; }

        public SearchBudget Budget => new(int.MaxValue, Clock: () => ++Asked, Deadline: last);
    }
}
