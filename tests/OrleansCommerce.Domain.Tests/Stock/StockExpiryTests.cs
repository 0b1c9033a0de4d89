using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

public sealed class StockExpiryTests
{
    [Fact]
    public void Reserve_OfWhatADueHoldFrees_IsHeldAfterTheExpiry()
    {
        var item = Item.With(1);
        item.Reserve("r-1", ttlSeconds: 10);

        var decision = item.After(10).Reserve("r-2");

        Assert.Collection(
            decision.Events, e => Assert.Equal(HoldEnd.Expired, Assert.IsType<HoldEnded>(e).End), e => Assert.IsType<Held>(e));
        Assert.Equal(0, item.State.Available);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Next_OfSoManyHolds_IsTheEarliestThatStillExpires(int count)
    {
        var item = Item.With(100);
        for (var i = 0; i < count; i++)
            item.Reserve($"r-{i}", ttlSeconds: 1_000 - (i * 10));
        var start = item.Clock;

        // From the earliest on: confirmed, let go, extended, and the rest falls due in its turn.
        for (var i = count - 1; i >= 0; i--)
        {
            Assert.Equal(start.AddSeconds(1_000 - (i * 10)), item.State.Figures().NextDue);
            item.Do(i % 2 == 0 ? new Confirm($"r-{i}") : new Release($"r-{i}"));
        }

        Assert.Null(item.State.Figures().NextDue);
        Assert.Equal((count + 1) / 2, item.State.LiveHolds);
    }

    [Fact]
    public void Expiry_OfAFewHolds_IsInTheOrderOfTheirTimeAndId()
    {
        var item = Item.With(100);
        item.Reserve("r-c", ttlSeconds: 20);
        item.Reserve("r-b", ttlSeconds: 10);
        item.Reserve("r-a", ttlSeconds: 20);
        item.Reserve("r-d", ttlSeconds: 30);

        var expired = item.After(20).Do(new ExpireDue()).Events;

        Assert.Equal(["r-b", "r-a", "r-c"], expired.Select(happened => ((HoldEnded)happened).Hold.ReservationId));
        Assert.Equal(item.Clock.AddSeconds(10), item.State.Figures().NextDue);
    }

    [Fact]
    public void Reserve_OneTickBeforeTheHoldIsDue_IsRefused()
    {
        var item = Item.With(1);
        item.Reserve("r-1", ttlSeconds: 10);
        item.Clock = item.Clock.AddSeconds(10).AddTicks(-1);

        Assert.Equal(StockRefusalCode.InsufficientStock, item.Reserve("r-2").Refusal?.Code);
    }

    [Fact]
    public void Confirm_AfterTheClockSteppedBack_DoesNotReviveWhatExpired()
    {
        var item = Item.With(1);
        item.Reserve("r-1", ttlSeconds: 10);
        item.After(10).Do(new ExpireDue());

        Assert.Equal(StockRefusalCode.NotHeld, item.After(-9).Refusal(new Confirm("r-1")));
    }

    [Fact]
    public void ExpireDue_AfterAnExtensionThatAddedNothing_EndsTheHoldOnce()
    {
        var item = Item.With(5);
        item.Reserve("r-1", 2, ttlSeconds: 60);
        item.Reserve("r-2", 2, ttlSeconds: 60);
        item.Do(new Extend("r-1", 1, "e-1"));

        Assert.Equal(2, item.After(60).Do(new ExpireDue()).Events.Length);
        Assert.Equal(5, item.State.Available);
    }

    [Fact]
    public void ExpireDue_AfterAnAbortedAttempt_EndsTheHoldOnce()
    {
        var item = Item.With(5);
        item.Reserve("r-0", ttlSeconds: 1);
        item.Reserve("r-1", ttlSeconds: 60);
        item.Do(new Prepare("r-1", 1));
        item.Do(new Abort("r-1", 1));

        Assert.Equal(2, item.After(60).Do(new ExpireDue()).Events.Length);
    }

    [Fact]
    public void ExpireDue_ManyHoldsOftenExtended_EndsEachOnceAndEarliestFirst()
    {
        var item = Item.With(500);
        for (var i = 0; i < 500; i++)
        {
            item.Reserve($"r-{i}", ttlSeconds: 100);
        }

        for (var round = 1; round <= 4; round++)
        {
            for (var i = 0; i < 500; i++)
            {
                item.Do(new Extend($"r-{i}", 100 + (round * 1_000) + i));
            }
        }

        Assert.Empty(item.After(4_099).Do(new ExpireDue()).Events);
        var ended = item.After(1_000).Do(new ExpireDue()).Events.Cast<HoldEnded>().Select(e => e.Hold.ReservationId);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"r-{i}"), ended);
        Assert.Equal((0, 500L), (item.State.LiveHolds, item.State.Available));
    }

    [Fact]
    public void ExpireDue_MoreThanOneDecisionTakes_FollowsWithTheNext()
    {
        var item = Item.With(StockLimits.ExpiriesPerDecisionMax + 1);
        for (var i = 0; i <= StockLimits.ExpiriesPerDecisionMax; i++)
        {
            item.Reserve($"r-{i:d5}", ttlSeconds: 1);
        }

        Assert.Equal(StockLimits.ExpiriesPerDecisionMax, item.After(1).Do(new ExpireDue()).Events.Length);
        Assert.Equal(StockRefusalCode.NotHeld, item.Refusal(new Confirm($"r-{StockLimits.ExpiriesPerDecisionMax:d5}")));
        Assert.Equal((0, StockLimits.ExpiriesPerDecisionMax + 1L), (item.State.LiveHolds, item.State.Available));
    }

    [Fact]
    public void PendingHold_LongAfterItsTime_NeverExpiresAndAsks()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r-1", ttlSeconds: 1);
        item.Do(new Prepare("r-1", 7));

        Assert.Empty(item.After(100_000).Do(new ExpireDue()).Events);
        Assert.Equal([("r-1", 7)], item.State.InDoubt(item.Clock));
        Assert.Equal(HoldStatus.Confirmed, item.Do(new Confirm("r-1", Decided: true)).Hold?.Status);
    }

    [Fact]
    public void InDoubt_BeforeAndAtPatience_ListsOnlyThen()
    {
        var item = Item.With(1);
        item.ReserveForBasket("r-1");
        item.Do(new Prepare("r-1", 1));

        Assert.Empty(item.State.InDoubt(item.Clock.Add(StockLimits.PendingPatience).AddTicks(-1)));
        Assert.Single(item.State.InDoubt(item.Clock.Add(StockLimits.PendingPatience)));
    }
}
