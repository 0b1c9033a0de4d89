using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

public sealed class RequestCheckTests
{
    private static readonly RoutingRequest Right = Case.Of(FulfilmentMethods.Pickup, 1).Request;

    public static TheoryData<string, RoutingRequest> Wrong => new()
    {
        { "lines", Right with { Lines = [] } },
        { "lines", Right with { Lines = [.. Enumerable.Range(0, 101).Select(i => new RequestLine($"s{i}", 1))] } },
        { "lines[0].sku", Right with { Lines = [new("a b", 1)] } },
        { "lines[1].sku", Right with { Lines = [new("a", 1), new("a", 2)] } },
        { "lines[0].quantity", Right with { Lines = [new("a", 0)] } },
        { "lines[0].quantity", Right with { Lines = [new("a", long.MaxValue)] } },
        { "methods", Right with { Methods = FulfilmentMethods.None } },
        { "methods", Right with { Methods = (FulfilmentMethods)64 } },
        { "optionsMax", Right with { OptionsMax = 0 } },
        { "destination", Right with { Destination = null } },
        { "destination", Right with { Destination = new(91, 0) } },
        { "destination", Right with { Destination = new(double.NaN, 0) } },
        { "destination", Right with { Destination = null, LocationId = "here", Methods = FulfilmentMethods.Delivery } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problems_WrongRequest_NameTheField(string field, RoutingRequest request) =>
        Assert.Equal([field], RequestCheck.Problems(request).Select(problem => problem.Field));

    [Fact]
    public void Route_PickupAtAChosenStore_NeedsNoDestination() =>
        Assert.Single(Case.Of(FulfilmentMethods.Pickup, 1).With("here", 5, 1)
            .Asking(request => request with { Destination = null, LocationId = "here" }).Route().Options);

    [Fact]
    public void Route_HundredLines_AreServed()
    {
        var all = Enumerable.Repeat(1L, 100).ToArray();
        var one = Case.Of(FulfilmentMethods.Delivery, all).With("one", 3, all.Select((_, i) => i % 2 == 0 ? 5L : 0).ToArray())
            .With("two", 4, all.Select((_, i) => i % 2 == 1 ? 5L : 0).ToArray());

        var plan = Assert.Single(one.Route().Options);
        Assert.Equal([50, 50], plan.Fulfilments.Select(fulfilment => fulfilment.Lines.Length));
        Assert.Contains(ReasonCodes.SplitNeeded, plan.Reasons);
    }

    [Fact]
    public void Route_SnapshotOfOtherSkus_IsABugAndThrows()
    {
        var one = Case.Of(FulfilmentMethods.Pickup, 1).With("s", 1, 5);

        Assert.Throws<ArgumentException>(() => new Router().Route(one.Request, one.Policy, one.Snapshot() with { Stock = [] }));
        Assert.Throws<ArgumentException>(() => new Router().Route(
            one.Request, one.Policy, one.Snapshot() with { Board = LocationBoard.Of(one.Facts) }));
    }

    [Fact]
    public void Pack_UnknownLocationsAndEmptyFigures_AreLeftOut()
    {
        var board = LocationBoard.Of([Case.Store("a", Case.Home), Case.Store("b", Case.Home)]);
        var stock = SkuStock.Pack(board.Index, "x", Case.Now, [new("b", 3), new("a", 0), new("c", 9), new("b", 4, 50)]);

        Assert.Equal((1, (4L, 50), (0L, 100)), (stock.Count, stock.At(1), stock.At(0)));
    }

    [Fact]
    public void With_ChangedLocation_KeepsTheIndexUnlessItIsNew()
    {
        var board = LocationBoard.Of([Case.Store("a", Case.Home), Case.Store("b", Case.Home)]);
        var changed = board.With([Case.Store("b", Case.Home) with { Backlog = 7 }]);

        Assert.Same(board.Index, changed.Index);
        Assert.Equal((0, 7), (board[1].Backlog, changed[1].Backlog));
        Assert.Equal(["a", "b", "c"], board.With([Case.Store("c", Case.Home)]).Index.Ids);
    }
}
