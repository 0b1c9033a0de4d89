using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

public sealed class PickConfidenceTests
{
    private static readonly DateTimeOffset Day = Case.Now;

    [Fact]
    public void Percent_NothingKnown_IsWhole() => Assert.Equal(100, default(PickConfidence).PercentAt(Day));

    /// <summary>By the formula: 8 / (8 + 4), and with a good pick 9 / (9 + 4).</summary>
    [Fact]
    public void Percent_FailedPick_FallsAndGoodOnesBringItBack()
    {
        var failed = default(PickConfidence).Picked(isShort: true, Day);
        var good = failed.Picked(isShort: false, Day);

        Assert.Equal((66, 69), (failed.PercentAt(Day), good.PercentAt(Day)));
    }

    /// <summary>A count of 5 where 10 were booked: 8 / (8 + 4 · ½).</summary>
    [Theory]
    [InlineData(10, 10, 100)]
    [InlineData(10, 5, 80)]
    [InlineData(10, 0, 66)]
    [InlineData(5, 10, 80)]
    [InlineData(-3, 4, 66)]
    [InlineData(0, 0, 100)]
    public void Percent_Count_FallsWithItsSurprise(long booked, long counted, int percent) =>
        Assert.Equal(percent, default(PickConfidence).Counted(booked, counted, Day).PercentAt(Day));

    [Fact]
    public void Percent_Evidence_HalvesInAMonth()
    {
        var failed = default(PickConfidence).Picked(isShort: true, Day);

        Assert.Equal(80, failed.PercentAt(Day.AddDays(PickConfidence.HalfLifeDays)));
        Assert.Equal(66, failed.PercentAt(Day.AddDays(-1)));
        Assert.InRange(failed.PercentAt(Day.AddYears(3)), 99, 100);
    }

    [Fact]
    public void Percent_AnyHistory_StaysWithinItsRangeAndFallsWithEachFailure()
    {
        var seeded = new Seeded(51);
        var (confidence, at) = (default(PickConfidence), Day);
        for (var i = 0; i < 2_000; i++)
        {
            at = at.AddHours(seeded.Below(60));

            confidence = seeded.OneIn(4) ? confidence.Counted(seeded.Below(20), seeded.Below(20), at) : confidence.Picked(isShort: seeded.OneIn(3), at);
            Assert.InRange(confidence.PercentAt(at), 1, 100);
        }

        Assert.True(confidence.Picked(isShort: true, at).PercentAt(at) < confidence.PercentAt(at));
        Assert.True(confidence.Picked(isShort: false, at).PercentAt(at) >= confidence.PercentAt(at));
    }

    /// <summary>10 available at 66 %: a buffer of ⌈10 · 0.34⌉ = 4 leaves 6.</summary>
    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Route_DistrustedFigure_KeepsABuffer(long quantity, bool isServed)
    {
        var trust = default(PickConfidence).Picked(isShort: true, Day).PercentAt(Day);
        var one = Case.Of(FulfilmentMethods.Pickup, quantity).With("s", 1, 10).Following(policy => policy with { Ladder = [] });
        one = one with { Stock = [one.Stock[0] with { Figures = new Dictionary<string, (long, int)> { ["s"] = (10, trust) } }] };

        var answer = one.Route();

        Assert.Equal(isServed, answer.Options.Length == 1);
        Assert.Equal(isServed ? null : new LineShortfall("a", 7, 6, 4), answer.Explanation!.WhyNot("s")?.Shortfalls[0]);
    }

    [Fact]
    public void Route_TrustedStoreALittleFarther_IsTaken()
    {
        var one = Case.Of(FulfilmentMethods.Pickup, 1).With("near", 2, 10).With("trusted", 6, 10);
        var doubted = one with
        {
            Stock = [one.Stock[0] with { Figures = new Dictionary<string, (long, int)> { ["near"] = (10, 66), ["trusted"] = (10, 100) } }],
        };

        Assert.Equal("near", one.Route().Options[0].Fulfilments[0].LocationId);
        Assert.Equal("trusted", doubted.Route().Options[0].Fulfilments[0].LocationId);
        Assert.Equal(RoutingPolicy.Default.Weights.FailedPick * 0.34, doubted.Route().Options[1].Cost.FailedPick, 9);
    }
}
