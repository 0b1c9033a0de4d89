using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using OrleansCommerce.Benchmarks.Measure;

namespace OrleansCommerce.Benchmarks.Runtime;

/// <summary>Grain calls per second in this process, relative to what is asked of two cores.</summary>
internal static class RuntimeBenchmark
{
    private const double Goal = 400_000;
    private const int Callers = 64;
    private const int Grains = 10_000;

    public static async Task Run(CommandLine options)
    {
        var duration = TimeSpan.FromSeconds(options.Number("seconds", 3));
        var services = new ServiceCollection();
        services.AddInProcessOrleans(runtime => runtime.GrainAssemblies.Add(typeof(EchoGrain).Assembly));
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        var factory = provider.GetRequiredService<IGrainFactory>();
        var one = await Measure("one grain", [Grain(factory, 0)], duration);
        var spread = await Measure($"{Grains} grains", [.. Enumerable.Range(0, Grains).Select(i => Grain(factory, i))], duration);
        foreach (var service in provider.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        Console.WriteLine($"load {Machine.Load()}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio one={one / Goal:F2} spread={spread / Goal:F2}"));
    }

    private static IEchoGrain Grain(IGrainFactory factory, int number) =>
        factory.GetGrain<IEchoGrain>(number.ToString(CultureInfo.InvariantCulture));

    private static async Task<double> Measure(string name, IEchoGrain[] grains, TimeSpan duration)
    {
        foreach (var grain in grains)
            await grain.Echo(0);
        await Call(TimeSpan.FromSeconds(1));
        var run = await Call(duration);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12} {run.PerSecond,9:F0}/s, p50 {run.Latency.PercentileMs(50):F3} ms, p99 {run.Latency.PercentileMs(99):F3} ms, "
            + $"{run.BytesPerCall:F0} bytes a call"));
        return run.PerSecond;

        Task<Run> Call(TimeSpan time) =>
            Benchmarks.Measure.Run.Closed(Callers, time, (caller, random) => grains[random.Next(grains.Length)].Echo(caller));
    }
}
