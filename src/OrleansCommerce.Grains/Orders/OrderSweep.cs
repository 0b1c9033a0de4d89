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
    private const string Everywhere = "*";

    private readonly SweepCalls _calls = new(clock, AtOnce);
    private readonly SweepCalls _full = new(clock);
    private DateTimeOffset _nextFull;

    /// <summary>One look. What can't be reached now is looked at again with a later one.</summary>
    /// <param name="patience">How long orders are waited for before they are left to themselves; null: until each is tended.</param>
    /// <returns>How many orders could not be tended.</returns>
    public async Task<int> Once(TimeSpan? patience = null)
    {
        var now = clock.Now;
        var failed = await _calls.Run(watch.DueAt(now, OrdersPerLook), Tend, patience);
        return now < _nextFull ? failed : failed + await _full.Run([Everywhere], _ => TendAll(now, patience), patience);
    }

    private async Task TendAll(DateTimeOffset now, TimeSpan? patience)
    {
        var open = await WorkIndex.ReadAll(grains, WorkIndex.Orders);
        _nextFull = now + FullPeriod;
        await _calls.Run([.. open.Where(id => !watch.Knows(id))], Tend, patience, left: id => watch.Due(id, clock.Now + Period));
    }

    private async Task Tend(string orderId)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(orderId).Tend();
        }
        catch (Exception e) when (RetriableException.Covers(e))
        {
            watch.Due(orderId, clock.Now + Period);
            throw;
        }
    }
}
