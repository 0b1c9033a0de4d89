using System.Diagnostics;

namespace OrleansCommerce.GrainTests;

/// <summary>Waits for conditions, which have half a minute to come about.</summary>
internal static class Wait
{
    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var watch = Stopwatch.StartNew(); !await condition(); await timer.WaitForNextTickAsync())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "It did not come about within 30 s.");
        }
    }
}
