using Spectre.Console;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary>Turns what a user can mend into a message and an exit code. What is a bug stays an exception.</summary>
internal static class Guarded
{
    public static async Task<int> RunAsync(IAnsiConsole console, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception mendable) when (mendable is NotRunException or IOException or UnauthorizedAccessException)
        {
            console.MarkupLineInterpolated($"[red]{mendable.Message}[/]");
            return ExitCode.NotRun;
        }
        catch (OperationCanceledException)
        {
            console.WriteLine("stopped");
            return ExitCode.Stopped;
        }
    }
}
