using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Availability;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.GrainTests;

/// <summary>What availability, routing and promises send to each other, written and read as between silos.</summary>
public sealed class RoutingWireTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly PickSlot Slot = new(At, At.AddHours(1));

    private static readonly RoutingOption Option = new(
        FulfilmentMethods.Pickup, RoutingTier.Live, At, Slot, 3.5, new(0, 1, 2, 0, 0, 0, 0, 0),
        [new("s-1", [new("a", 2)], Slot, 3.5, null, null, At, new(0, 1, 2, 0, 0, 0, 0, 0))], ["lowest-cost"], At, new(true, 3, 0, 1));

    private static readonly PromiseRequest Request = new(
        [new("a", 2), new("b", 1, "mugs")], FulfilmentMethods.Pickup | FulfilmentMethods.Delivery, new(33, 0), "TX", "web", "s-1", At, ["s-9"], 3,
        20, Hold: true, 600, "c-1");

    private static readonly Promise Promise = new(
        "p-1", At, At, Request, 2, At, [Option], [new("s-2", ["not-enough-stock"], [new("a", 2, 1, 0)], 9.5, null, null)], 7, "p-1.h1", At, null);

    private static readonly object[] Values =
    [
        new PickEvidence("p-1", "s-1", IsShort: true), new CountEvidence("c-1", "s-1", 0, 7), new StockFigure("s-1", 5, 80),
        new InvalidField("lines", "1 to 100 lines."), new RequestLine("a", 1, "mugs"), new Coordinates(0, -97), Option, Promise.Rejected[0],
        new SkuAvailability("a", At, [new("s-1", 5), new("s-2", 6, 90)], [new("s-1", 3, null)]), new ConfidenceFigure("s-1", 66, 1, 2, 0.5, At),
        new PolicyFigures(1, PolicyText.Of(RoutingPolicy.Default), null, null), new PolicyAnswer(new(2, "{}", "me", At), [new("a", "b")], true),
        Request, Promise, new PromiseAnswer(Promise, [], IsRepeated: true), new PromiseAnswer(null, [new("a", "b")]),
    ];

    /// <summary>Of the domain.</summary>
    internal static IEnumerable<Type> Types => Values.Select(value => value.GetType());

    [Fact]
    public void Values_WrittenAndRead_SayTheSame()
    {
        using var services = new ServiceCollection().AddWireTypes().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        Assert.All(Values, value =>
        {
            var read = serializer.Deserialize<object>(serializer.SerializeToArray(value));
            Assert.Equal((value.GetType(), Text(value)), (read!.GetType(), Text(read)));
        });
    }

    private static string Text(object value) => JsonSerializer.Serialize(value, value.GetType());
}
