using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// Encodes and writes snapshots behind the grains, one at a time. A snapshot only makes a later load shorter: where too many wait, or the
/// storage does not take one, it is dropped, and the stream's next one takes its place.
/// </summary>
/// <param name="scheduler">Runs the encoding, away from the grains.</param>
/// <param name="tailMin">Events after the last snapshot up to which none is taken, however small the state.</param>
public sealed class SnapshotWriter(IJournal journal, TaskScheduler scheduler, int tailMin = 1_000) : IAsyncDisposable
{
    /// <summary>Streams that may wait; each has one snapshot here, its newest.</summary>
    public const int WaitingMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SnapshotTaken> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private TaskCompletionSource? _running;
    private bool _isDisposed;
    private long _written;
    private long _dropped;

    /// <summary>Events after the last snapshot up to which none is taken.</summary>
    public int TailMin { get; } = tailMin;

    public long Written => Interlocked.Read(ref _written);

    /// <summary>Not written because too many waited or the storage did not take them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the last one that could not be written was not; null while all were.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Returns at once. Everything up to the snapshot's version must be durable.</summary>
    public void Offer(string stream, SnapshotTaken snapshot)
    {
        lock (_gate)
        {
            if (_isDisposed || (_waiting.Count >= WaitingMax && !_waiting.ContainsKey(stream)))
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            if (_waiting.TryAdd(stream, snapshot))
            {
                _order.Enqueue(stream);
            }
            else
            {
                _waiting[stream] = snapshot;
            }

            if (_running is null)
            {
                _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
                using (ExecutionContext.SuppressFlow())
                {
                    Task.Factory.StartNew(() => { _ = Run(_running); }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                }
            }
        }
    }

    /// <summary>Ends when nothing waits any more.</summary>
    public async Task Settled()
    {
        while (Running() is { } running)
        {
            await running;
        }
    }

    /// <summary>Takes no more, and ends with the one that is being written.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _order.Clear();
            _waiting.Clear();
        }

        await Settled();
    }

    private Task? Running()
    {
        lock (_gate)
        {
            return _running?.Task;
        }
    }

    private async Task Run(TaskCompletionSource ended)
    {
        while (Next() is { } next)
        {
            try
            {
                var (stream, taken) = next;
                await journal.WriteSnapshots([new StreamSnapshot(stream, new Snapshot(taken.Version, taken.Encode()))]);
                Interlocked.Increment(ref _written);
            }
            catch (Exception e)
            {
                LastFailure = e;
                Interlocked.Increment(ref _dropped);
            }
        }

        ended.SetResult();
    }

    private (string Stream, SnapshotTaken Taken)? Next()
    {
        lock (_gate)
        {
            if (!_order.TryDequeue(out var stream))
            {
                _running = null;
                return null;
            }

            _waiting.Remove(stream, out var taken);
            return (stream, taken);
        }
    }
}
