namespace OrleansCommerce.Simulation.Time;

/// <summary>
/// Virtual time and the order of everything: one thread, one queue of what could run now, one of what happens later. The seed picks what
/// runs next; time moves a little with each step, so that events fall between the parts of one task.
/// </summary>
public sealed class World
{
    /// <summary>Virtual time starts here, in every run.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Later, (long At, long Number)> _later = new();
    private readonly List<IRunnable> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Chance _order;
    private readonly long _stepTicksMax;
    private readonly TaskLane _events;
    private long _numbers;

    /// <param name="stepMax">The most that one step takes.</param>
    public World(Chance chance, TimeSpan stepMax, Trace trace)
    {
        _order = chance.Apart("order");
        _stepTicksMax = stepMax.Ticks;
        Trace = trace;
        Outside = new Host("outside");
        Current = Outside;
        _events = new TaskLane(this, Outside, "events");
    }

    public Trace Trace { get; }

    /// <summary>What belongs to no silo: clients, the database, the network.</summary>
    public Host Outside { get; }

    /// <summary>Ticks of 100 ns since the start.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Whose code runs now.</summary>
    public Host Current { get; private set; }

    /// <summary>The first thing that was not as promised; ends the run.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>Names a violation; the first one counts.</summary>
    public void Violate(string rule, string detail)
    {
        if (Violation is not null)
            return;
        Violation = new Violation(rule, detail);
        Trace.Line(this, $"VIOLATION {rule}: {detail}");
    }

    /// <summary>Code that must not fail has failed. No stack trace: traces are the same in every process.</summary>
    public void Fail(string where, Exception e) => Violate("no failure escapes", $"{where}: {e.GetType().Name}: {e.Message}");

    public void CheckThread(string where)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            Violate("nothing leaves the simulation", $"{where} was reached from another thread");
    }

    public bool MayInline() => _order.Is(0.5);

    internal void Ready(IRunnable runnable)
    {
        CheckThread(runnable.Name);
        _ready.Add(runnable);
    }

    /// <summary>Lets something happen later, inside no scheduler's task. Nothing happens in a host that is dead by then.</summary>
    public void After(long ticks, Host host, Action happening) =>
        _later.Enqueue(new Later(host, happening), (Now + Math.Max(0, ticks), ++_numbers));

    public void Resume(Host host)
    {
        host.IsPaused = false;
        _ready.AddRange(host.ParkedRuns);
        foreach (var happening in host.ParkedEvents)
            After(0, host, happening);
        host.ParkedRuns.Clear();
        host.ParkedEvents.Clear();
    }

    /// <summary>One step; false when nothing will ever happen again.</summary>
    public bool Step()
    {
        Steps++;
        if (_later.TryPeek(out _, out var next) && (next.At <= Now || _ready.Count == 0))
        {
            Now = Math.Max(Now, next.At);
            Happen(_later.Dequeue());
            return true;
        }

        if (_ready.Count == 0)
            return false;
        Run();
        Now += _order.Between(1, _stepTicksMax);
        return true;
    }

    private void Happen(Later later)
    {
        if (later.Host.IsDead)
            return;
        if (later.Host.IsPaused)
            later.Host.ParkedEvents.Add(later.Happening);
        else
        {
            Current = later.Host;
            _events.RunEvent(later.Happening);
        }
    }

    private void Run()
    {
        var index = _order.Below(_ready.Count);
        var chosen = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (chosen.Host.IsDead)
            return;
        if (chosen.Host.IsPaused)
            chosen.Host.ParkedRuns.Add(chosen);
        else
        {
            Current = chosen.Host;
            Trace.Ran(chosen.Name);
            if (chosen.RunOne())
                _ready.Add(chosen);
        }
    }

    private readonly record struct Later(Host Host, Action Happening);
}

/// <summary>A promise that was not kept.</summary>
/// <param name="Rule">The promise; shrinking looks for the same one.</param>
public sealed record Violation(string Rule, string Detail);
