using System.Threading.Channels;

namespace OrleansCommerce.Journal;

/// <summary>
/// Takes batches from the queue and sees each through to its end. The lock guards what it shares with callers and with the deadline
/// timer; it is never held across an await.
/// </summary>
internal sealed class CommitLoop
{
    private readonly Lock _gate;
    private readonly IJournal _journal;
    private readonly GroupCommitOptions _options;
    private readonly TimeProvider _time;
    private readonly AppendQueue _queue;
    private readonly ViewProgress? _progress;
    private readonly BatchInFlight _batch;
    private readonly Channel<bool> _wake = WakeSignal.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeadlineTimer _deadlines;
    private bool _isIdle = true;
    private long? _failedAt;
    private bool _isStopping;

    public CommitLoop(
        Lock gate,
        IJournal journal,
        GroupCommitOptions options,
        TimeProvider time,
        AppendQueue queue,
        WriterRegistry writers,
        ViewProgress? progress)
    {
        _gate = gate;
        _journal = journal;
        _options = options;
        _time = time;
        _queue = queue;
        _progress = progress;
        _batch = new BatchInFlight(writers);
        _deadlines = new DeadlineTimer(time, Expire);
    }

    /// <summary>Raised when streams have left the batch in flight.</summary>
    public event Action? StreamsFreed;

    public Task Ended => _ended.Task;

    public long Batches { get; private set; }

    public long Frames => _batch.Frames;

    public long Records => _batch.Records;

    public TimeSpan LastBatch { get; private set; }

    /// <summary>Whether the last attempt failed, and that lately: where nobody writes any more, nobody knows.</summary>
    public bool IsFailing => _failedAt is { } at && _time.GetElapsedTime(at) < _options.FailureMemory;

    public void Start(TaskScheduler scheduler) => WakeSignal.Run(Run, scheduler);

    /// <summary>Whether a batch in flight has this stream. The caller holds the lock.</summary>
    public bool Holds(string stream) => _batch.Holds(stream);

    /// <summary>Says that the queue has work. The caller holds the lock.</summary>
    public void Wake()
    {
        _deadlines.Arm(_queue.Oldest!.Deadline);
        if (!_isIdle)
            return;
        _isIdle = false;
        _wake.Writer.TryWrite(true);
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            EndIfOverdue();
        }
        _wake.Writer.TryComplete();
    }

    private async Task Run()
    {
        while (await _wake.Reader.WaitToReadAsync())
        {
            _wake.Reader.TryRead(out _);
            await Drain();
        }
        await Drain();
        _deadlines.Dispose();
        _ended.TrySetResult();
    }

    private async Task Drain()
    {
        var pause = TimeSpan.Zero;
        while (TakeBatch())
        {
            var isKnown = await Commit();
            lock (_gate)
                _batch.Close();
            StreamsFreed?.Invoke();
            // A storage whose answers are lost gets time to recover before more work is risked on it.
            pause = isKnown ? TimeSpan.Zero : Longer(pause);
            if (!isKnown)
                await Task.Delay(pause, _time);
        }
    }

    private bool TakeBatch()
    {
        lock (_gate)
        {
            _batch.Begin(_queue.Take(_batch.Refuse));
            _isIdle = _batch.IsEmpty;
            return !_isIdle;
        }
    }

    /// <summary>Sees the batch through; false when nobody knows what became of it.</summary>
    private async Task<bool> Commit()
    {
        var pause = TimeSpan.Zero;
        while (NextAttempt() is { Length: > 0 } frames)
        {
            var started = _time.GetTimestamp();
            try
            {
                _progress?.Sending();
                var outcome = await _journal.Append(frames);
                // The view has to know of the frames before anyone can report a row that shows them.
                _progress?.Durable(frames, outcome);
                lock (_gate)
                {
                    Batches++;
                    _failedAt = null;
                    LastBatch = _time.GetElapsedTime(started);
                    _batch.Settle(outcome);
                }
                pause = TimeSpan.Zero;
            }
            catch (JournalUnavailableException e) when (!e.MayBeWritten)
            {
                _progress?.NotWritten();
                lock (_gate)
                {
                    _batch.IsWithStorage = false;
                    _failedAt = _time.GetTimestamp();
                }
                pause = Longer(pause);
                await Task.Delay(pause, _time);
            }
            catch (Exception)
            {
                // Whatever else went wrong, the frames may be on disk, and nothing may be decided on the contrary.
                _progress?.Uncertain(frames);
                lock (_gate)
                {
                    _batch.GiveUp();
                    _failedAt = _time.GetTimestamp();
                }
                return false;
            }
        }
        return true;
    }

    private Frame[] NextAttempt()
    {
        lock (_gate)
        {
            if (_batch.DropFinished())
                StreamsFreed?.Invoke();
            _batch.IsWithStorage = !_batch.IsEmpty;
            return _batch.ToFrames();
        }
    }

    // The timer: nobody waits while holding the lock, so this runs even while the storage hangs.
    private void Expire()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _batch.Expire(now);
            while (_queue.Oldest is { } oldest && (oldest.Deadline <= now || oldest.HasEnded))
            {
                _queue.RemoveOldest();
                _batch.Expire(oldest, AppendStatus.Unavailable);
            }
            if ((_batch.Oldest ?? _queue.Oldest) is { } next)
                _deadlines.Arm(next.Deadline);
            EndIfOverdue();
        }
    }

    // A storage that hangs must not keep the process from ending once every waiter has been told.
    private void EndIfOverdue()
    {
        if (_isStopping && !_batch.IsEmpty && _batch.Oldest is null && _queue.Oldest is null)
            _ended.TrySetResult();
    }

    private TimeSpan Longer(TimeSpan pause) =>
        pause == TimeSpan.Zero ? _options.RetryPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.RetryPauseMax.Ticks));
}
