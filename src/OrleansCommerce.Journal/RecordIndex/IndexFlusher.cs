namespace OrleansCommerce.Journal;

/// <summary>
/// Stores the index behind the journal, in large sorted pieces. No timer is needed: what is not stored is found all the same, and
/// bounded by <see cref="FlushAt"/> while storing works, by <see cref="Limit"/> when it does not.
/// </summary>
internal sealed class IndexFlusher(IndexBacklog backlog, Func<IndexEntries, Task> store)
{
    /// <summary>So many entries are stored together; a process that starts reads about so many again.</summary>
    public const int FlushAt = 16_384;

    /// <summary>With so many entries waiting, appends wait for them: it bounds the memory.</summary>
    public const int Limit = 500_000;

    private Task _running = Task.CompletedTask;

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
        try
        {
            var entries = backlog.Take();
            if (entries.Count > 0)
                await store(entries);
            backlog.Stored();
        }
        catch (JournalUnavailableException) when (backlog.Count < Limit)
        {
            // It stays in memory, where it is found too, and goes with the next piece.
        }
    }

    /// <summary>Waits for what is being stored, then stores the rest.</summary>
    public async Task Finish()
    {
        await _running;
        await Flush();
    }
}
