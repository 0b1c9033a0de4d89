using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Orders;
using OrleansCommerce.LoadTest.Replay;

namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class InvoicePlanTests
{
    private static readonly Place Home = new(32, -97);

    private static readonly CarrierDirectory Carriers = new(
        new Dictionary<string, Place> { ["wm-9"] = new(32, -98), ["wm-10"] = new(32, -96), ["wm-1"] = new(40, -97) },
        new() { ["22197"] = ["wm-9", "wm-1", "wm-10"], ["far"] = ["wm-1"] });

    [Fact]
    public void Store_OfALine_IsTheNearestCarrierAndTheLowerIdAmongEquals()
    {
        Assert.Equal("wm-10", Carriers.Nearest("22197", Home));
        Assert.Equal("wm-9", Carriers.Nearest("22197", new Place(32, -97.1)));
        Assert.Equal("wm-1", Carriers.Nearest("far", Home));
        Assert.Null(Carriers.Nearest("nowhere", Home));
    }

    [Fact]
    public void Order_Small_IsOneReservationOfItsGoods()
    {
        var plan = Plan("576001", new("22197", "LANTERN", 3), new("POST", "POSTAGE", 1), new("22197", "LANTERN", 2), new("gone", "?", 1));
        var reservation = Assert.Single(plan.Reservations);
        Assert.Equal("or-576001", reservation.ReservationId);
        Assert.Equal("c-1", reservation.CustomerId);
        Assert.Equal([3, 2], reservation.Lines.Select(line => line.Quantity));
        Assert.Equal((1, 1), (plan.NonStockLines, plan.UncarriedLines));
        Assert.Empty(plan.Movements);
    }

    [Theory]
    [InlineData(100, 1, 100)]
    [InlineData(101, 2, 1)]
    [InlineData(593, 6, 93)]
    public void Order_OverTheLineLimit_IsSplitInOrder(int lines, int parts, int last)
    {
        var plan = Plan("7", [.. Enumerable.Range(1, lines).Select(i => new InvoiceLine("22197", "", i))]);
        Assert.Equal(parts, plan.Reservations.Count);
        Assert.Equal(last, plan.Reservations[^1].Lines.Count);
        Assert.Equal(parts == 1 ? "or-7" : $"or-7.{parts}", plan.Reservations[^1].ReservationId);
        Assert.Equal(Enumerable.Range(1, lines), plan.Reservations.SelectMany(part => part.Lines).Select(line => line.Quantity));
    }

    [Fact]
    public void Cancellation_Line_IsAReturn()
    {
        var plan = Plan("C576002", new("D", "Discount", -1), new("22197", "LANTERN", -4));
        Assert.Empty(plan.Reservations);
        var movement = Assert.Single(plan.Movements);
        Assert.Equal((Step.Return, "wm-10"), (movement.Step, movement.LocationId));
        Assert.Equal(("ret-C576002.2", "return", 4), (movement.Request.MovementId, movement.Request.Kind, movement.Request.Quantity));
    }

    [Theory]
    [InlineData("damages", "damage", 5)]
    [InlineData("check", "adjustment", -5)]
    [InlineData("", "adjustment", -5)]
    public void WriteOff_Line_IsDamageOrAnAdjustment(string description, string kind, int quantity)
    {
        var movement = Assert.Single(Plan("576003", new InvoiceLine("22197", description, -5)).Movements);
        Assert.Equal(Step.WriteOff, movement.Step);
        Assert.Equal(("off-576003.1", kind, quantity), (movement.Request.MovementId, movement.Request.Kind, movement.Request.Quantity));
    }

    private static InvoicePlan Plan(string number, params InvoiceLine[] lines) =>
        InvoicePlan.Make(new Invoice(number, "c-1", default, lines), Home, Carriers);
}
