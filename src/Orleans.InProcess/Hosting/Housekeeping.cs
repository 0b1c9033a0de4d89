using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// The runtime's own queue of turns: expires what is due and looks for idle activations. One timer drives both, and what it
/// expires is expired in a turn, so that the code of callers never runs inside the timer.
/// </summary>
internal sealed class Housekeeping : TurnQueue
{
    private readonly InProcessRuntime _runtime;
    private readonly CoarseClock _clock;
    private readonly SweepItem _sweep;
    private ITimer? _timer;
    private long _collectAtMs;
    private int _sweepWaits;

    public Housekeeping(InProcessRuntime runtime, CoarseClock clock)
    {
        _runtime = runtime;
        _clock = clock;
        _sweep = new SweepItem(this);
        _collectAtMs = QuantumMs;
    }

    public override string Name => "housekeeping";

    internal override TurnExecutor Executor => _runtime.Options.Executor;

    private long QuantumMs => (long)_runtime.Options.CollectionQuantum.TotalMilliseconds;

    public void Start()
    {
        var step = TimeSpan.FromMilliseconds(_clock.StepMs);
        _timer = _runtime.Options.TimeProvider.CreateTimer(static state => ((Housekeeping)state!).Tick(), this, step, step);
    }

    public void Stop() => _timer?.Dispose();

    private void Tick()
    {
        if (Interlocked.Exchange(ref _sweepWaits, 1) == 0)
            Post(_sweep);
    }

    private void Sweep()
    {
        Volatile.Write(ref _sweepWaits, 0);
        _clock.Renew();
        _runtime.CallDeadlines.Sweep();
        _runtime.ActivationDeadlines.Sweep();
        _runtime.DeactivationDeadlines.Sweep();
        if (_clock.NowMs < _collectAtMs)
            return;
        _collectAtMs = _clock.NowMs + QuantumMs;
        var now = _runtime.Options.TimeProvider.GetTimestamp();
        foreach (var activation in _runtime.InOrder(activation => activation.IsIdle(now)))
            activation.EndIfIdle();
    }

    private sealed class SweepItem(Housekeeping owner) : WorkItem
    {
        internal override void Execute(TurnQueue queue) => owner.Sweep();
    }
}
