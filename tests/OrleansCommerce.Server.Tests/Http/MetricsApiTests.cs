using System.Text.RegularExpressions;

namespace OrleansCommerce.Server.Tests.Http;

/// <summary>What Prometheus reads.</summary>
public sealed partial class MetricsApiTests(OpenServer server) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task Metrics_OfTheEngineAndOfTheProcess_AreWellFormed()
    {
        var lines = (await server.Get("/metrics")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("holds_aged_items 0", lines);
        Assert.All(["dotnet_gc_pause_time_total ", "dotnet_process_cpu_time_total{cpu_mode=", "dotnet_thread_pool_queue_length_total "], name =>
            Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.Matches(Line(), line));
    }

    [GeneratedRegex("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{([a-z_]+=\"[^\"]*\",?)+\\})? [-+0-9.eE]+)$")]
    private static partial Regex Line();
}
