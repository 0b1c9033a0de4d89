using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Promises;

namespace OrleansCommerce.GrainTests;

/// <summary>A few stores along a meridian, a tenth of a degree (11 km) apart, and requests from the southernmost.</summary>
internal static class Chain
{
    /// <summary>Before the shops open on a Monday.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    public static readonly Coordinates Home = new(33, -97);

    public static Task Describe(
        this Engine engine, string locationId, double north, int? perSlot = 20, params ImmutableArray<string> services) =>
        engine.Get<IGrainFactory>().GetGrain<ILocationGrain>(locationId).Describe(Location(north, perSlot, services), Engine.Origin);

    public static Location Location(double north, int? perSlot = 20, params ImmutableArray<string> services) => new(
        "Store", LocationKind.Store, Home.Latitude + north, Home.Longitude, "UTC", services.IsEmpty ? ["pickup", "shipFrom"] : services,
        [new(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "08:00", "20:00")], [], "16:00", 60, perSlot, 0, ["ground"], null);

    public static PromiseRequest Request(FulfilmentMethods methods, bool hold, params (string Sku, long Quantity)[] lines) => new(
        [.. lines.Select(line => new RequestLine(line.Sku, line.Quantity))], methods, Home, null, "web", null, null, [], 3, 20, hold, 600, null);

    public static PromiseRequest Pickup(bool hold, params (string Sku, long Quantity)[] lines) => Request(FulfilmentMethods.Pickup, hold, lines);

    /// <summary>As callers do: an activation that is just leaving memory may turn a request away.</summary>
    public static async Task<PromiseAnswer> Promise(this Engine engine, string promiseId, PromiseRequest request)
    {
        const int triesMax = 20;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await engine.Get<IGrainFactory>().GetGrain<IPromiseGrain>(promiseId).Make(request, Engine.Origin);
            }
            catch (Exception e) when (tries < triesMax && RetriableException.Covers(e))
            {
                await Task.Yield();
            }
        }
    }
}
