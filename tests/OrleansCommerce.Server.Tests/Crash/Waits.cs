using System.Diagnostics;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>Waits for conditions, which have a minute to come about.</summary>
internal static class Waits
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        // Asking all the time would take the processor from those who are waited for.
        using var timer = new PeriodicTimer(Pause);
        for (var watch = Stopwatch.StartNew(); !await condition(); await timer.WaitForNextTickAsync())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "It did not come about within a minute.");
        }
    }
}
