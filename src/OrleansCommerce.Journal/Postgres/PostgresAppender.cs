using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>Sees a batch through: writes it, and finds out what stands in the way where something does.</summary>
internal sealed class PostgresAppender(PostgresSession session, PostgresIndex index)
{
    private const int PageFrames = 10_000;

    private readonly OwnedBatch? _owned = index.Backlog is null ? null : new OwnedBatch(index);
    private readonly SharedBatch _shared = new();
    private NpgsqlConnection? _knownFrom;

    /// <summary>To be called once, with the session open.</summary>
    /// <param name="head">The newest position; the index has everything up to it.</param>
    public async Task Start(long head)
    {
        if (_owned is null)
        {
            // An owner numbered the positions itself.
            await PostgresStreams.RaisePositions(await session.Open());
            return;
        }
        _owned.Head = head;
        _knownFrom = await session.Open();
    }

    /// <summary>
    /// What may be in the journal and is not known to the index, after a session was lost and until the next batch: at most what was
    /// under way, and what another owner wrote meanwhile. Changes nothing, so that it may be asked beside the appending.
    /// </summary>
    /// <returns>Null where the index knows everything.</returns>
    public async Task<IndexBacklog?> Unindexed(NpgsqlConnection connection)
    {
        if (_owned is null || Volatile.Read(ref _knownFrom) is not null)
            return null;
        var unindexed = new IndexBacklog();
        for (var position = _owned.Head; ;)
        {
            var page = await PostgresBlocks.ReadIndexed(connection, position, PageFrames);
            if (page.Frames.Count == 0)
                return unindexed;
            unindexed.Add(page);
            position = page.Position;
        }
    }

    public async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        if (index.Flusher is { } flusher)
            await flusher.MakeRoom();
        var outcomes = new AppendOutcome[frames.Count];
        var open = Enumerable.Range(0, frames.Count).ToList();
        while (open.Count > 0)
        {
            var connection = await session.Open();
            try
            {
                if (_owned is null)
                    await _shared.Write(connection, frames, open, outcomes);
                else if (!await MayWrite(connection, frames, open)
                    || !index.MayBeNew(Ids(frames, open), out var doubtful)
                    || !await _owned.Write(connection, frames, open, outcomes, doubtful))
                {
                    await Refuse(connection, frames, open, outcomes, violation: null);
                    if (open.Count > 0)
                        await _owned.Write(connection, frames, open, outcomes, doubtful: []);
                }
                break;
            }
            catch (PostgresException e) when (PostgresErrors.IsUniqueViolation(e) && _owned is not null)
            {
                // Somebody has written where only this process may: with a new session it learns what.
                await Drop(isInDoubt: false);
                throw PostgresErrors.OfRead(e);
            }
            catch (PostgresException e) when (PostgresErrors.IsUniqueViolation(e))
            {
                // The transaction is undone. Whatever stands in the way is committed, so it can be found; the rest is sent again.
                await Refuse(connection, frames, open, outcomes, e);
            }
            catch (Exception e) when (e is not JournalUnavailableException)
            {
                var failure = PostgresErrors.OfWrite(e);
                if (failure.MayBeWritten || connection.FullState is not System.Data.ConnectionState.Open)
                    await Drop(failure.MayBeWritten);
                throw failure;
            }
        }
        index.Backlog?.Add(frames, outcomes);
        return new BatchOutcome(outcomes);
    }

    /// <summary>Of a journal of one's own, whether each frame continues its stream.</summary>
    private async Task<bool> MayWrite(NpgsqlConnection connection, IReadOnlyList<Frame> frames, List<int> open)
    {
        try
        {
            if (!ReferenceEquals(_knownFrom, connection))
                await CatchUp(connection);
            return await _owned!.Continue(connection, frames, open);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await Drop(isInDoubt: false);
            throw PostgresErrors.OfRead(e);
        }
    }

    // A new session: a batch whose answer was lost may have been written after all, and while the lock was lost another process may
    // have had the journal.
    private async Task CatchUp(NpgsqlConnection connection)
    {
        _owned!.Streams.Clear();
        for (var page = await PostgresBlocks.ReadIndexed(connection, _owned.Head, PageFrames); page.Frames.Count > 0;)
        {
            index.Backlog!.Add(page);
            _owned.Head = page.Position;
            page = await PostgresBlocks.ReadIndexed(connection, _owned.Head, PageFrames);
        }
        _knownFrom = connection;
    }

    private async Task Refuse(
        NpgsqlConnection connection,
        IReadOnlyList<Frame> frames,
        List<int> open,
        AppendOutcome[] outcomes,
        PostgresException? violation)
    {
        var before = open.Count;
        try
        {
            var heads = await index.Heads(connection, [.. open.Select(number => frames[number].Stream)]);
            var recorded = await index.Find(connection, [.. Ids(frames, open)]);
            open.RemoveAll(number =>
            {
                if (heads.GetValueOrDefault(frames[number].Stream) + 1 != frames[number].FirstVersion)
                {
                    outcomes[number] = new AppendOutcome(AppendStatus.Conflict, 0);
                    return true;
                }
                var known = frames[number].Records.FirstOrDefault(record => record.CommandId is { } id && recorded.ContainsKey(id));
                if (known?.CommandId is not { } duplicate)
                    return false;
                outcomes[number] = new AppendOutcome(AppendStatus.Duplicate, 0, new RecordedCommand(duplicate, recorded[duplicate]));
                return true;
            });
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await Drop(isInDoubt: false);
            throw PostgresErrors.OfRead(e);
        }
        // Who sends what was recorded long ago again says nothing of where streams end.
        if (Array.Exists(outcomes, outcome => outcome.Status is AppendStatus.Conflict))
            _owned?.Streams.Clear();
        if (open.Count == before && violation is not null)
        {
            throw new JournalUnavailableException(
                $"PostgreSQL: {violation.MessageText}, but nothing stands in the way.", mayBeWritten: false, violation);
        }
    }

    private static IEnumerable<CommandId> Ids(IReadOnlyList<Frame> frames, List<int> open) =>
        Frame.CommandIds(open.Select(number => frames[number]));

    private async Task Drop(bool isInDoubt)
    {
        _owned?.Drop();
        _shared.Drop();
        _knownFrom = null;
        await session.Drop(isInDoubt);
    }
}
