using System.CommandLine;
using System.Text.Json;
using OrleansCommerce.LoadTest.Commands;
using Spectre.Console;

namespace OrleansCommerce.Server.Tests.LoadTest;

/// <summary>One call of the command line, as a user types it, with its output redirected.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    public static async Task<ToolRun> OfAsync(params string[] args)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 140;
        var exitCode = await LoadTestCommandLine.Build(console).Parse(args).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return new ToolRun(exitCode, output.ToString());
    }

    /// <summary>A replay with its report.</summary>
    public static async Task<(ToolRun Run, JsonElement Report)> ReplayAsync(TemporaryFolder folder, string url, params string[] more)
    {
        var report = folder.File("report.json");
        var run = await OfAsync(["replay", "--url", url, "--out", report, .. more]);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        return (run, document.RootElement.Clone());
    }
}
