using System.CommandLine;
using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary>Every command of this tool. Each one is a class of its own in this folder.</summary>
internal static class LoadTestCommandLine
{
    public static RootCommand Build(IAnsiConsole console) => new("Puts load on an OrleansCommerce server, and checks what became of it.")
    {
        ReplayCommand.Create(console),
        VerifyCommand.Create(console),
        WatchCommand.Create(console),
        FeedCommand.Create(console),
    };
}
