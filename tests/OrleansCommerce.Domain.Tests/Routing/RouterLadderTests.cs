using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Tests.Routing;

/// <summary>What is offered when what was asked is not to be had, rung by rung.</summary>
public sealed class RouterLadderTests
{
    private const FulfilmentMethods Pickup = FulfilmentMethods.Pickup;

    private static Case Here => Case.Of(Pickup, 2).Asking(request => request with { LocationId = "here" });

    [Fact]
    public void Route_StockHereInTime_IsLive()
    {
        var option = First(Here.With("here", 3, 5));

        Assert.Equal((RoutingTier.Live, "here"), (option.Tier, option.Fulfilments[0].LocationId));
        Assert.Equal(Case.Now.AddHours(1), option.ReadyAt);
        Assert.Contains(ReasonCodes.LowestCost, option.Reasons);
    }

    [Fact]
    public void Route_WantedEarlierThanTheFirstFreeSlot_IsTheNextSlotHere()
    {
        var option = First(Here.With("here", 3, full => full with { Slots = [full.Slots[0] with { Left = 0 }, full.Slots[1]] }, 5)
            .Asking(request => request with { WantedBy = Case.Now.AddMinutes(90) }));

        Assert.Equal((RoutingTier.NextSlot, Case.Now.AddHours(2)), (option.Tier, option.ReadyAt));
        Assert.Contains(ReasonCodes.LaterThanWanted, option.Reasons);
    }

    [Fact]
    public void Route_NothingHere_IsAnotherStore()
    {
        var option = First(Here.With("here", 3, 1).With("far", 30, 5).With("near", 8, 5));

        Assert.Equal((RoutingTier.OtherStore, "near"), (option.Tier, option.Fulfilments[0].LocationId));
        Assert.Contains(ReasonCodes.NearestWithStock, option.Reasons);
    }

    [Fact]
    public void Route_NoStoreNearHasIt_IsShippedToTheStore()
    {
        var option = First(Here.With("here", 3, 1).With("warehouse", 400, facts => facts with { Services = LocationServices.ShipFrom }, 9));

        Assert.Equal((RoutingTier.ShipToStore, FulfilmentMethods.ShipToStore), (option.Tier, option.Method));
        Assert.Equal("warehouse", Assert.Single(option.Fulfilments).LocationId);
        Assert.Null(option.Slot);
        Assert.True(option.ReadyAt > Case.Now.AddHours(26));
    }

    [Fact]
    public void Route_ShippedToAStoreThatHasSome_TakesThatWithoutAParcel()
    {
        var one = Case.Of(FulfilmentMethods.ShipToStore, 2, 3).Asking(request => request with { LocationId = "here" })
            .With("here", 3, 5).With("warehouse", 400, facts => facts with { Services = LocationServices.ShipFrom }, 1, 9);
        var option = First(one);

        Assert.Equal(["here", "warehouse"], option.Fulfilments.Select(f => f.LocationId));
        Assert.Equal((0, null, null), (option.Fulfilments[0].Cost.Parcels, option.Fulfilments[0].Carrier, option.Fulfilments[0].LeavesAt));
        Assert.Equal(RoutingPolicy.Default.Weights.Parcel, option.Cost.Parcels);
    }

    [Fact]
    public void Route_ChosenStoreIsNone_IsSentHome()
    {
        var option = First(Here.With("here", 3, none => none with { Services = LocationServices.None }, 5)
            .With("warehouse", 400, facts => facts with { Services = LocationServices.ShipFrom }, 9));

        Assert.Equal((RoutingTier.Delivery, FulfilmentMethods.Delivery), (option.Tier, option.Method));
    }

    [Fact]
    public void Route_NothingAnywhere_WaitsForTheFirstThatExpectsEnough()
    {
        var one = Here.With("here", 3, 1).With("other", 9, 1);
        var board = LocationBoard.Of(one.Facts);
        var (soon, late) = (Case.Now.AddDays(2), Case.Now.AddDays(5));
        var stock = SkuStock.Pack(
            board.Index, "a", Case.Now, [new("here", 1)], [new("here", 1, late), new("other", 1, soon), new("other", 1, late), new("here", 5, null)]);

        var option = new Router().Route(one.Request, one.Policy, new(board, [stock])).Options[0];

        Assert.Equal((RoutingTier.Backorder, "here", (DateTimeOffset?)late), (option.Tier, option.Fulfilments[0].LocationId, option.ReadyAt));
    }

    [Fact]
    public void Route_NobodyExpectsAnything_WaitsWithoutADate()
    {
        var option = First(Here.With("here", 3).With("other", 1));

        Assert.Equal((RoutingTier.Backorder, "here", null), (option.Tier, option.Fulfilments[0].LocationId, option.ReadyAt));
    }

    [Fact]
    public void Route_LadderWithoutARung_DoesNotClimbIt() =>
        Assert.Empty(Here.With("here", 3, 1).With("near", 8, 5).Following(policy => policy with { Ladder = [RoutingTier.NextSlot] }).Route().Options);

    [Fact]
    public void Route_BothMethodsMatch_RanksThemByCost()
    {
        var options = Case.Of(Pickup | FulfilmentMethods.Delivery, 1).With("near", 2, 5).With("farther", 20, 5).Route().Options;

        Assert.Equal([FulfilmentMethods.Pickup, FulfilmentMethods.Pickup, FulfilmentMethods.Delivery], options.Select(option => option.Method));
        Assert.True(options.Zip(options.Skip(1)).All(pair => pair.First.Cost.Total <= pair.Second.Cost.Total));
    }

    [Fact]
    public void Route_OldFigures_SaysHowOld()
    {
        var one = Case.Of(Pickup, 1).With("s", 2, facts => facts with { AsOf = Case.Now.AddSeconds(-9) }, 5);

        Assert.Equal(Case.Now.AddSeconds(-9), First(one).AsOf);
    }

    private static RoutingOption First(Case one) => one.Route().Options[0];
}
