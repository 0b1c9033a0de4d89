using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace OrleansCommerce.Benchmarks;

/// <summary>What a figure depends on beside the code. Only ratios from one run on one machine mean anything.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
        + $"{(GCSettings.IsServerGC ? "server" : "workstation")} collector, load {Load()}");

    /// <summary>How many threads wanted to run, averaged over the last minute, this process included.</summary>
    public static string Load() => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown";
}
