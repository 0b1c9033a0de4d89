namespace OrleansCommerce.Journal;

/// <summary>
/// Stores the index behind the journal, in large sorted pieces. No timer is needed: what is not stored is found all the same, and
/// bounded by <see cref="FlushAt"/> while storing works, by <see cref="Limit"/> when it does not.
/// </summary>
/// <param name="store">Sorting takes a while, and who calls has a batch to write: it does that on a thread of its own.</param>
internal sealed class IndexFlusher(IndexBacklog backlog, Func<IndexEntries, Task> store)
{
    /// <summary>So many entries are stored together; a process that starts reads about so many again.</summary>
    public const int FlushAt = 1 << 19;

    /// <summary>With so many entries waiting, appends wait for them: it bounds the memory.</summary>
    public const int Limit = 2_000_000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _running = Task.CompletedTask;
    private long _through;

    /// <summary>Everything at or below this position is stored in the index, as far as this process has seen to it.</summary>
    public long StoredThrough => Volatile.Read(ref _through);

    /// <summary>Says what an earlier process, or this one at its start, has stored.</summary>
    public void Start(long through) => Volatile.Write(ref _through, through);

    /// <summary>Called before each batch, by the one caller that appends.</summary>
    /// <exception cref="JournalUnavailableException">Too much waits, and it cannot be stored; nothing was written.</exception>
    public async Task MakeRoom()
    {
        if (backlog.Count < FlushAt)
            return;
        if (_running.IsCompleted)
            _running = Flush();
        if (backlog.Count >= Limit)
            await _running;
    }

    /// <summary>Stores what waits.</summary>
    public async Task Flush()
    {
        await _one.WaitAsync();
        try
        {
            var entries = backlog.Take();
            if (entries.Count > 0)
            {
                await store(entries);
                Volatile.Write(ref _through, entries.Through);
            }
            backlog.Stored();
        }
        catch (JournalUnavailableException) when (backlog.Count < Limit)
        {
            // It stays in memory, where it is found too, and goes with the next piece.
        }
        finally
        {
            _one.Release();
        }
    }
}
