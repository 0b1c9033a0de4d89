using OrleansCommerce.LoadTest.Commands;
using Spectre.Console;

namespace OrleansCommerce.LoadTest;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // Without a terminal there is no width to fit, and a table cut at 80 columns would lose figures.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 140;
        return LoadTestCommandLine.Build(AnsiConsole.Console).Parse(args).InvokeAsync();
    }
}
