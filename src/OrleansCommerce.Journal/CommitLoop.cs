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
    private readonly WriterRegistry _writers;
    private readonly ViewProgress? _progress;
    private readonly Channel<bool> _wake = WakeSignal.Create();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly DeadlineTimer _deadlines;
    private List<FramePart> _parts = [];
    private bool _isWithStorage;
    private bool _isIdle = true;
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
        _writers = writers;
        _progress = progress;
        _deadlines = new DeadlineTimer(time, Expire);
    }

    /// <summary>Raised when streams have left the batch in flight.</summary>
    public event Action? StreamsFreed;

    public Task Ended => _ended.Task;

    public long Batches { get; private set; }

    public long Frames { get; private set; }

    public long Records { get; private set; }

    public TimeSpan LastBatch { get; private set; }

    public void Start(TaskScheduler scheduler) => WakeSignal.Run(Run, scheduler);

    /// <summary>Whether a batch in flight has this stream. The caller holds the lock.</summary>
    public bool Holds(string stream) => _held.Contains(stream);

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
            {
                _held.Clear();
                _parts = [];
            }
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
            _parts = _queue.Take(append => End(append, AppendStatus.Superseded));
            foreach (var part in _parts)
                _held.Add(part.Writer.Stream);
            _isIdle = _parts.Count == 0;
            return !_isIdle;
        }
    }

    /// <summary>Sees the batch through; false when nobody knows what became of it.</summary>
    private async Task<bool> Commit()
    {
        var pause = TimeSpan.Zero;
        while (true)
        {
            Frame[] frames;
            lock (_gate)
            {
                DropFinished();
                if (_parts.Count == 0)
                    return true;
                frames = [.. _parts.Select(part => part.ToFrame())];
                _isWithStorage = true;
            }
            var started = _time.GetTimestamp();
            try
            {
                var outcome = await _journal.Append(frames);
                Settle(frames, outcome, started);
                pause = TimeSpan.Zero;
            }
            catch (JournalUnavailableException e) when (!e.MayBeWritten)
            {
                lock (_gate)
                    _isWithStorage = false;
                pause = Longer(pause);
                await Task.Delay(pause, _time);
            }
            catch (Exception)
            {
                // Whatever else went wrong, the frames may be on disk, and nothing may be decided on the contrary.
                GiveUp(frames);
                return false;
            }
        }
    }

    // What is left in _parts afterwards has to be sent again.
    private void Settle(Frame[] frames, BatchOutcome outcome, long started)
    {
        // The view has to know of the frames before anyone can report a row that shows them.
        _progress?.Durable(frames, outcome);
        lock (_gate)
        {
            _isWithStorage = false;
            Batches++;
            LastBatch = _time.GetElapsedTime(started);
            var again = new List<FramePart>();
            for (var i = 0; i < _parts.Count; i++)
            {
                if (outcome.Frames[i].Status is AppendStatus.Duplicate && _parts[i].Before(outcome.Frames[i]) is { Appends.Count: > 0 } rest)
                    again.Add(rest);
                else
                    Settle(_parts[i], outcome.Frames[i]);
            }
            _parts = again;
        }
    }

    private void Settle(FramePart part, AppendOutcome outcome)
    {
        if (outcome.Status is AppendStatus.Durable)
        {
            Frames++;
            foreach (var append in part.Appends)
            {
                Records += append.Records.Count;
                End(append, outcome);
            }
        }
        else
        {
            // Only the first append met the refusal; those behind it were decided on a state that never came to be.
            Finish(part.Writer);
            for (var i = 0; i < part.Appends.Count; i++)
                End(part.Appends[i], i == 0 ? outcome : new AppendOutcome(AppendStatus.Superseded, 0));
        }
        EndRefused(part);
    }

    // Before an attempt: whoever was replaced or has run out of time meanwhile is not written any more.
    private void DropFinished()
    {
        foreach (var part in _parts.Where(part => part.Writer.IsFinished))
        {
            foreach (var append in part.Appends)
                End(append, AppendStatus.Superseded);
            EndRefused(part);
            _held.Remove(part.Writer.Stream);
        }
        if (_parts.RemoveAll(part => part.Writer.IsFinished) > 0)
            StreamsFreed?.Invoke();
    }

    private void GiveUp(Frame[] frames)
    {
        _progress?.Uncertain(frames);
        lock (_gate)
        {
            _isWithStorage = false;
            foreach (var part in _parts)
            {
                Finish(part.Writer);
                foreach (var append in part.Appends)
                    End(append, AppendStatus.Unknown);
                EndRefused(part);
            }
        }
    }

    private void EndRefused(FramePart part)
    {
        if (part.Refused.Count > 0)
            Finish(part.Writer);
        foreach (var (append, outcome) in part.Refused)
            End(append, outcome);
    }

    // The timer: the lock is free of any wait, so this runs even while the storage hangs.
    private void Expire()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var part in _parts)
            {
                foreach (var append in part.Appends.Where(append => append.Deadline <= now && !append.HasEnded))
                    Overdue(append, _isWithStorage ? AppendStatus.Unknown : AppendStatus.Unavailable);
            }
            while (_queue.Oldest is { } oldest && (oldest.Deadline <= now || oldest.HasEnded))
            {
                _queue.RemoveOldest();
                Overdue(oldest, AppendStatus.Unavailable);
            }
            var waiting = _parts.SelectMany(part => part.Appends).FirstOrDefault(append => !append.HasEnded);
            if ((waiting ?? _queue.Oldest) is { } next)
                _deadlines.Arm(next.Deadline);
            EndIfOverdue();
        }
    }

    // A storage that hangs must not keep the process from ending once every waiter has been told.
    private void EndIfOverdue()
    {
        var isOver = _queue.Oldest is null && _parts.Count > 0 && _parts.TrueForAll(part => part.Appends.TrueForAll(append => append.HasEnded));
        if (_isStopping && isOver)
            _ended.TrySetResult();
    }

    private void Overdue(PendingAppend append, AppendStatus status)
    {
        End(append, append.Writer.IsFinished && status is AppendStatus.Unavailable ? AppendStatus.Superseded : status);
        Finish(append.Writer);
    }

    private void Finish(StreamWriter writer)
    {
        writer.IsFinished = true;
        _writers.Tidy(writer);
    }

    private void End(PendingAppend append, AppendStatus status) => End(append, new AppendOutcome(status, 0));

    private void End(PendingAppend append, AppendOutcome outcome)
    {
        if (!append.TryEnd(outcome))
            return;
        append.Writer.Pending--;
        _writers.Tidy(append.Writer);
    }

    private TimeSpan Longer(TimeSpan pause) =>
        pause == TimeSpan.Zero ? _options.RetryPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.RetryPauseMax.Ticks));
}
