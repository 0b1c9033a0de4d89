using OrleansCommerce.LoadTest.Commands;
using OrleansCommerce.LoadTest.Replay;
using Spectre.Console;

namespace OrleansCommerce.Server.Tests.LoadTest;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("replay", "http://192.0.2.1:5080")]
    [InlineData("replay", "https://example.com")]
    [InlineData("replay", "http://localhost.example.com")]
    [InlineData("verify", "http://192.0.2.1:5080")]
    [InlineData("watch", "http://192.0.2.1:5080")]
    [InlineData("feed", "http://192.0.2.1:5080")]
    public async Task Target_NotThisMachine_IsRefusedWithTheReason(string command, string url)
    {
        string[] args = [command, "--url", url, .. command == "verify" ? new[] { "--journal", "none" } : []];
        var run = await ToolRun.OfAsync(args);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("is not this machine", run.Output, StringComparison.Ordinal);
        Assert.Contains("--allow-remote", run.Output, StringComparison.Ordinal);
        Assert.Empty(LoadTestCommandLine.Build(AnsiConsole.Console).Parse([.. args, "--allow-remote"]).Errors);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://[::1]:1")]
    public void Target_ThisMachine_IsAllowed(string url) =>
        Assert.Empty(LoadTestCommandLine.Build(AnsiConsole.Console).Parse(["replay", "--url", url]).Errors);

    [Theory]
    [InlineData("--url", "localhost")]
    [InlineData("--url", "file:///etc/hosts")]
    [InlineData("--concurrency", "0")]
    [InlineData("--concurrency", "1025")]
    [InlineData("--limit", "0")]
    [InlineData("--speed", "fast")]
    [InlineData("--speed", "-1")]
    [InlineData("--retry-for", "-1")]
    [InlineData("--ready-within", "NaN")]
    [InlineData("--unknown", "1")]
    public void Option_OutOfRange_IsRefused(string option, string value) =>
        Assert.NotEmpty(LoadTestCommandLine.Build(AnsiConsole.Console).Parse(["replay", option, value]).Errors);

    [Fact]
    public void Pace_Parsed_IsMaxOrAFactor()
    {
        Assert.Null(Pace.Parse("max")!.Factor);
        Assert.Equal(3600, Pace.Parse("3600")!.Factor);
    }
}
