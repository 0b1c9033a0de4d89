namespace OrleansCommerce.Journal;

/// <summary>The faults of a <see cref="MemoryJournal"/>. They may be switched while it is in use.</summary>
public sealed class MemoryFaults
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Queue<AppendFailure> _failures = new();
    private readonly SortedDictionary<string, int> _conflicts = new(StringComparer.Ordinal);
    private TaskCompletionSource? _block;
    private TaskCompletionSource? _blockAfterWrite;
    private TaskCompletionSource _arrived = NewSource();
    private AppendFailure _standing;

    internal MemoryFaults(TimeProvider time) => _time = time;

    /// <summary>How long every append takes.</summary>
    public TimeSpan AppendDelay { get; set; }

    /// <summary>How long every read of streams takes.</summary>
    public TimeSpan ReadDelay { get; set; }

    /// <summary>Whether reads of streams fail.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>How many batches have been handed to the storage, including failed ones.</summary>
    public int AppendCount { get; private set; }

    /// <summary>How many reads of streams have been asked for.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Lets the next append that has no failure planned end so.</summary>
    public void FailNext(AppendFailure failure)
    {
        lock (_gate)
            _failures.Enqueue(failure);
    }

    /// <summary>Lets every append end so until it is called with <see cref="AppendFailure.None"/>.</summary>
    public void FailAll(AppendFailure failure)
    {
        lock (_gate)
            _standing = failure;
    }

    /// <summary>Lets the next frame of a stream meet a conflict.</summary>
    public void ConflictNext(string stream)
    {
        lock (_gate)
            _conflicts[stream] = _conflicts.GetValueOrDefault(stream) + 1;
    }

    /// <summary>Holds appends back before they write, until <see cref="Unblock"/>.</summary>
    public void Block()
    {
        lock (_gate)
            _block ??= NewSource();
    }

    /// <summary>Holds appends back after they have written and before they say so, until <see cref="Unblock"/>.</summary>
    public void BlockAfterWrite()
    {
        lock (_gate)
            _blockAfterWrite ??= NewSource();
    }

    public void Unblock()
    {
        lock (_gate)
        {
            _block?.TrySetResult();
            _blockAfterWrite?.TrySetResult();
            _block = _blockAfterWrite = null;
        }
    }

    /// <summary>Ends when the storage has been handed this many batches since it was made.</summary>
    public async Task AppendsArrived(int count)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (AppendCount >= count)
                    return;
                arrived = _arrived.Task;
            }
            await arrived;
        }
    }

    internal Fault TakeAppend()
    {
        lock (_gate)
        {
            AppendCount++;
            var arrived = _arrived;
            _arrived = NewSource();
            arrived.TrySetResult();
            return new Fault(_failures.TryDequeue(out var failure) ? failure : _standing, _block?.Task, _blockAfterWrite?.Task);
        }
    }

    internal async Task Pass(Fault fault)
    {
        if (AppendDelay > TimeSpan.Zero)
            await Task.Delay(AppendDelay, _time);
        if (fault.Block is { } block)
            await block;
    }

    internal static async Task PassAfterWrite(Fault fault)
    {
        if (fault.BlockAfterWrite is { } block)
            await block;
    }

    internal async Task PassRead()
    {
        lock (_gate)
            ReadCount++;
        if (ReadDelay > TimeSpan.Zero)
            await Task.Delay(ReadDelay, _time);
        if (ReadsFail)
            throw new JournalUnavailableException("The storage is unavailable (a fault of the test).", mayBeWritten: false);
    }

    internal bool TakeConflict(string stream)
    {
        lock (_gate)
        {
            if (!_conflicts.TryGetValue(stream, out var count))
                return false;
            if (count == 1)
                _conflicts.Remove(stream);
            else
                _conflicts[stream] = count - 1;
            return true;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal readonly record struct Fault(AppendFailure Failure, Task? Block, Task? BlockAfterWrite);
}
