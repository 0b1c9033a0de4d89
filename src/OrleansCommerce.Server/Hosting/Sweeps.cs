using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply;

namespace OrleansCommerce.Server.Hosting;

/// <summary>What is looked after behind the requests, each with a loop of its own.</summary>
internal static class Sweeps
{
    public static IServiceCollection AddSweeps(this IServiceCollection services) => services
        .AddSweep<OrderSweep>("open orders", OrderSweep.Period, sweep => () => sweep.Once(SweepCalls.Patience))
        .AddSweep<SupplySweep>("those who wait for stock, and what was interrupted", SupplySweep.Period, Supply)
        .AddSweep<DeficitSweep>("items of which more is held than there is", DeficitSweep.Period, sweep => () => sweep.Once(SweepCalls.Patience))
        .AddSweep<AgedHoldAlarm>("confirmed holds that nobody fulfils", AgedHoldAlarm.Period, alarm => alarm.Look);

    private static IServiceCollection AddSweep<T>(this IServiceCollection services, string name, TimeSpan period, Func<T, Func<Task<int>>> look)
        where T : notnull => services.AddSingleton<IHostedService>(provider => new SweepHost(
            name, period, look(provider.GetRequiredService<T>()), provider.GetRequiredService<Readiness>(),
            provider.GetRequiredService<ILogger<SweepHost>>()));

    private static Func<Task<int>> Supply(SupplySweep sweep)
    {
        var period = 0L;
        return async () =>
        {
            var failed = await sweep.Look(SweepCalls.Patience);
            return period++ % SupplySweep.PeriodsPerRepair == 0 ? failed + await sweep.Repair(SweepCalls.Patience) : failed;
        };
    }
}
