using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply.Indexes;

namespace OrleansCommerce.Grains.Orders;

/// <summary>
/// Looks after every order that is not at its end: takes from locations what they have not accepted in time, puts back what nobody
/// collected, and has carried out what a crash or an outage left undone. Orders that this process has not seen are found in the index.
/// </summary>
public sealed class OrderSweep(IGrainFactory grains, OrderWatch watch, EngineClock clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two looks at the index.</summary>
    public static readonly TimeSpan FullPeriod = TimeSpan.FromSeconds(60);

    private const int AtOnce = 256;
    private const int OrdersPerLook = 5_000;

    private DateTimeOffset _nextFull;

    /// <summary>One look. What can't be reached now is looked at again with a later one.</summary>
    /// <returns>How many orders could not be tended.</returns>
    public async Task<int> Once()
    {
        var now = clock.Now;
        var failed = await Tend(watch.DueAt(now, OrdersPerLook));
        if (now < _nextFull)
        {
            return failed;
        }

        var open = await WorkIndex.ReadAll(grains, WorkIndex.Orders);
        failed += await Tend([.. open.Where(id => !watch.Knows(id))]);
        _nextFull = now + FullPeriod;
        return failed;
    }

    private async Task<int> Tend(IReadOnlyList<string> orders)
    {
        var failed = 0;
        foreach (var some in orders.Chunk(AtOnce))
        {
            failed += (await Task.WhenAll(some.Select(TendOne))).Count(isFailed => isFailed);
        }

        return failed;
    }

    private async Task<bool> TendOne(string orderId)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(orderId).Tend();
            return false;
        }
        catch (Exception e) when (RetriableException.Covers(e))
        {
            watch.Due(orderId, clock.Now + Period);
            return true;
        }
    }
}
