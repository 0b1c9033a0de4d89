namespace OrleansCommerce.Domain.Supply.Counts;

/// <summary>The count tasks of one location. Changed by <see cref="CountMachine.Apply"/> alone.</summary>
public sealed class CountState
{
    private readonly SortedDictionary<long, CountTask> _tasks = [];
    private readonly Dictionary<string, long> _openBySku = new(StringComparer.Ordinal);
    private readonly Queue<long> _completed = new();

    public long Version { get; internal set; }
    public DateTimeOffset Time { get; internal set; }

    /// <summary>The number of the last task that was raised.</summary>
    public long LastNumber { get; internal set; }

    public int OpenCount => _openBySku.Count;

    public int Count => _tasks.Count;

    /// <summary>In the order of their numbers.</summary>
    public IEnumerable<CountTask> Tasks => _tasks.Values;

    /// <summary>Completed, but the stock item may not know it yet.</summary>
    public IEnumerable<CountTask> Unsettled => _tasks.Values.Where(task => !task.IsOpen && !task.IsBooked);

    /// <summary>The same tasks, completed ones last and in the order in which they were: what <see cref="From"/> takes.</summary>
    public IEnumerable<CountTask> InCompletionOrder => Tasks.Where(task => task.IsOpen).Concat(_completed.Select(number => _tasks[number]));

    public static CountState From(long version, DateTimeOffset time, long lastNumber, IEnumerable<CountTask> tasks)
    {
        var state = new CountState { Version = version, Time = time, LastNumber = lastNumber };
        foreach (var task in tasks)
        {
            state.Put(task);
        }

        return state;
    }

    public CountTask? Find(long number) => _tasks.GetValueOrDefault(number);

    public CountTask? FindOpen(string sku) => _openBySku.TryGetValue(sku, out var number) ? _tasks[number] : null;

    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    internal void Put(CountTask task)
    {
        var wasOpen = Find(task.Number)?.IsOpen ?? true;
        _tasks[task.Number] = task;
        if (task.IsOpen)
        {
            _openBySku[task.Sku] = task.Number;
        }
        else if (wasOpen)
        {
            _openBySku.Remove(task.Sku);
            _completed.Enqueue(task.Number);
            if (_completed.Count > CountLimits.CompletedMax)
            {
                _tasks.Remove(_completed.Dequeue());
            }
        }
    }
}

/// <summary>The rules of one location's count tasks.</summary>
public static class CountMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes.</summary>
    public static CountDecision Decide(CountState state, CountCommand command, DateTimeOffset clock)
    {
        var now = state.EffectiveTime(clock);
        return command switch
        {
            RaiseCount c when state.FindOpen(c.Sku) is { } open => new([new CountRaisedAgain(now, open.Number, c.TaskId, c.Reason)], open.Number),
            RaiseCount when state.OpenCount >= CountLimits.OpenMax => new([], 0, CountRefusal.TooMany),
            RaiseCount c => new([new CountRaised(now, state.LastNumber + 1, c.TaskId, c.Sku, c.Booked, c.Reason)], state.LastNumber + 1),
            CompleteCount c => state.Find(c.Number) is not { } task ? new([], 0, CountRefusal.Unknown)
                : task.IsOpen ? new([new CountCompleted(now, c.Number, c.Counted)], c.Number) : new([], c.Number),
            SettleCount c => state.Find(c.Number) is { IsOpen: false, IsBooked: false } ? new([new CountBooked(now, c.Number)], c.Number) : new([], c.Number),
            _ => throw new InvalidOperationException($"A count does not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(CountState state, CountEvent happened)
    {
        switch (happened)
        {
            case CountRaised e:
                state.LastNumber = e.Number;
                state.Put(new CountTask(e.Number, e.Sku, e.Booked, e.Reason, e.At));
                break;
            case CountRaisedAgain: break;
            case CountCompleted e: state.Put(Known(state, e) with { Counted = e.Counted, CompletedAt = e.At }); break;
            case CountBooked e: state.Put(Known(state, e) with { IsBooked = true }); break;
            default: throw new InvalidOperationException($"A count does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = state.EffectiveTime(happened.At);
    }

    private static CountTask Known(CountState state, CountEvent happened) => state.Find(happened.Number)
        ?? throw new InvalidOperationException($"{happened.GetType().Name} speaks of task {happened.Number}, which is not there.");
}
