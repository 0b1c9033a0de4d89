using System.Diagnostics;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.SimulationTests;

/// <summary>
/// One seed, one history: to the byte, in another process, where strings hash differently and the seeds ran in another order.
/// </summary>
public sealed class DeterminismTests
{
    private const int Seeds = 100;
    private const int Operations = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Traces_InAnotherProcessInReverseOrder_AreTheSameToTheByte()
    {
        var other = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(Program).Assembly.Location, "--digests", "--reverse", "--first", "1", "--seeds", $"{Seeds}", "--operations", $"{Operations}",
            },
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
        })!;
        var reading = other.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var here = new StringWriter { NewLine = "\n" };
        Digests.Write(new Settings { First = 1, Seeds = Seeds, Operations = Operations }, here);
        var there = await reading.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(Seeds, Lines(here.ToString()).Length);
        Assert.Equal(Lines(here.ToString()).Order(StringComparer.Ordinal), Lines(there).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Traces_OfTwoSeeds_Differ()
    {
        using var digests = new StringWriter { NewLine = "\n" };
        Digests.Write(new Settings { First = 1, Seeds = 2, Operations = Operations }, digests);

        var lines = Lines(digests.ToString()).Select(line => line.Split(' ')[1]).ToArray();
        Assert.NotEqual(lines[0], lines[1]);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
