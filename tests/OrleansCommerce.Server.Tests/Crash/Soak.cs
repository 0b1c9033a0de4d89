using System.Globalization;

namespace OrleansCommerce.Server.Tests.Crash;

/// <summary>How much the crash tests do: little by default, as much as is asked for by COMMERCE_KILLS and COMMERCE_DATABASE_KILLS.</summary>
internal static class Soak
{
    private static readonly bool IsLong = Number("COMMERCE_KILLS") + Number("COMMERCE_DATABASE_KILLS") > 0;

    public static int ServerKills => Number("COMMERCE_KILLS") is > 0 and var kills ? kills : 3;

    public static int DatabaseKills => Number("COMMERCE_DATABASE_KILLS") is > 0 and var kills ? kills : 3;

    public static int Shoppers => IsLong ? 256 : 24;

    public static int Items => IsLong ? 64 : 12;

    /// <summary>Reservations between two kills.</summary>
    public static int HoldsBetween => IsLong ? 3_000 : 300;

    /// <summary>Reservations per second to be come to before a kill: a process that has just started does not do so at once.</summary>
    public static int Pace => IsLong ? 5_000 : 0;

    public static string[] Arguments(string provider, string connection) =>
        ["--Demo=false", $"--Journal:Provider={provider}", $"--ConnectionStrings:Journal={connection}"];

    public static void Report(FormattableString figures)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(figures.ToString(CultureInfo.InvariantCulture));
        if (OperatingSystem.IsLinux())
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{Environment.ProcessorCount} processors, load of the machine {File.ReadAllText("/proc/loadavg").Trim()}");
        }
    }

    /// <summary>What the pace was at the moments of the kills.</summary>
    public static FormattableString Paces(IReadOnlyList<double> paces) =>
        $"killed at {paces.Min():F0}/{paces.Order().ElementAt(paces.Count / 2):F0}/{paces.Max():F0} reservations/s (least, median, most), {paces.Count(pace => pace >= Pace)} of {paces.Count} times at {Pace} or more";

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
