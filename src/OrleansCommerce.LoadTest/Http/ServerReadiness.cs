using System.Diagnostics;
using OrleansCommerce.LoadTest.Commands;

namespace OrleansCommerce.LoadTest.Http;

internal static class ServerReadiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks until the server says that it is ready, which includes its demo data being loaded.</summary>
    public static async Task WaitAsync(CommerceClient client, Target target, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await client.ProbeAsync("/health/ready", cancel);
            if (answer.IsSuccess)
                return;
            if (clock.Elapsed + Interval > target.ReadyWithin)
                throw new NotRunException($"{target.Url} was not ready within {target.ReadyWithin.TotalSeconds:F0} s ({answer.Describe()}). "
                    + "Start it with: dotnet run --project src/OrleansCommerce.Server");
            await Task.Delay(Interval, cancel);
        }
    }
}
