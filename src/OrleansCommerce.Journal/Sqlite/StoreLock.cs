namespace OrleansCommerce.Journal;

/// <summary>
/// Keeps a second process from the same database: a file beside it that is held open for this process alone. The operating system
/// lets go of it when the process ends, however it ends, so no lock is ever left behind.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    public StoreLock(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new JournalStartException(
                $"Another process is using this journal: {path} is locked. One process owns a journal; end the other one first.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalStartException($"The journal cannot be locked: {path} may not be written.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
