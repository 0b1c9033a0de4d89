using System.Diagnostics;

namespace OrleansCommerce.JournalTests;

/// <summary>A file system of its own, in memory and of a few MiB, so that it can really be full.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder;

    private SmallDisk(TestFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    /// <summary>Null where this process may not mount anything.</summary>
    public static SmallDisk? TryMount(int sizeMib)
    {
        var folder = new TestFolder();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={sizeMib}m"), "tmpfs", folder.Path))
            return new SmallDisk(folder);
        folder.Dispose();
        return null;
    }

    private string Ballast => File("ballast");

    public string File(string name) => _folder.File(name);

    /// <summary>Leaves no room. What others free meanwhile is taken by the next call.</summary>
    public void Fill()
    {
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[4096];
            while (true)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // Full is what it was to be.
        }
    }

    public void MakeRoom() => System.IO.File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
