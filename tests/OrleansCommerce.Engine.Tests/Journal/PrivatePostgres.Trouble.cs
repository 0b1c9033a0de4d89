using System.Globalization;

namespace OrleansCommerce.JournalTests;

// What may befall a server besides being killed.
public sealed partial class PrivatePostgres
{
    /// <summary>
    /// SIGSTOP for the postmaster and each of its processes, by their ids: connections stay open, new ones are taken by the system, and
    /// nobody answers.
    /// </summary>
    public async Task Freeze()
    {
        var postmaster = Postmaster();
        // The postmaster first, so that nobody is born behind the list.
        await Signal("-STOP", [postmaster]);
        await Signal("-STOP", [.. ChildrenOf(postmaster)]);
    }

    /// <summary>Ends <see cref="Freeze"/>: everybody goes on with what they were at, and reads what was sent meanwhile.</summary>
    public async Task Thaw()
    {
        var postmaster = Postmaster();
        await Signal("-CONT", [.. ChildrenOf(postmaster), postmaster]);
    }

    /// <summary>As an administrator restarts it: sessions are told and ended.</summary>
    public async Task Restart()
    {
        await RunTool("pg_ctl", "stop", "-D", Data, "-m", "fast", "-w");
        await Start();
    }

    /// <summary>Starts it if it has ended, as it does when it cannot recover from a crash for want of room; ends when it takes connections.</summary>
    public async Task EnsureStarted()
    {
        for (var tries = 0; !await Ends("pg_isready", "-h", _folder.Path, "-U", "postgres"); tries++)
        {
            if (tries >= 600)
                throw new InvalidOperationException("The server does not come up.");
            if (!await Ends("pg_ctl", "status", "-D", Data))
                await Ends("pg_ctl", "start", "-D", Data, "-l", _folder.File("log"), "-w", "-o", Options);
        }
    }

    private static Task Signal(string signal, int[] pids) =>
        pids.Length == 0 ? Task.CompletedTask : Run("kill", [signal, .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);

    private static async Task<bool> Ends(string tool, params string[] arguments)
    {
        try
        {
            await RunTool(tool, arguments);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
