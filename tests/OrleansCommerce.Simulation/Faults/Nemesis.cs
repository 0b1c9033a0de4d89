using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Faults;

/// <summary>Brings the larger faults, each kind in its own time, and repairs everything when the faults stop.</summary>
public sealed class Nemesis
{
    /// <summary>In tenths of a second: whoever runs the process kills it then.</summary>
    private const int StopPatience = 200;

    private static readonly long SecondTicks = TimeSpan.TicksPerSecond;

    private readonly Cluster _cluster;
    private readonly FaultBook _faults;
    private readonly HostClock _clock;
    private readonly TaskLane _lane;

    public Nemesis(Cluster cluster, Chance chance)
    {
        (_cluster, _faults) = (cluster, cluster.Faults);
        _clock = new HostClock(World, World.Outside, chance.Apart("nemesis"));
        _lane = new TaskLane(World, World.Outside, "nemesis");
    }

    private World World => _cluster.World;

    public void Start()
    {
        Repeat(FaultKind.SiloCrashed, Crash);
        Repeat(FaultKind.SiloStopped, Stop);
        Repeat(FaultKind.SiloPaused, Stall);
        Repeat(FaultKind.ClockJumped, Jump);
        Repeat(FaultKind.TimerSkewed, Skew);
        Repeat(FaultKind.StorageOut, Outage);
        Repeat(FaultKind.StorageSlow, Slow);
        if (!_cluster.Scenario.IsCluster)
            return;
        Repeat(FaultKind.SiloEstranged, Estrange);
        Repeat(FaultKind.ActivationDoubled, Double);
    }

    /// <summary>Everything is well again, and the silos are as many as they should be.</summary>
    public void Repair()
    {
        (_cluster.Database.IsOut, _cluster.Database.Slowness) = (false, 1);
        foreach (var silo in _cluster.Silos.ToList())
        {
            (silo.Clock.Offset, silo.Clock.TimerRate) = (TimeSpan.Zero, 1);
            if (silo.Host.IsPaused)
                World.Resume(silo.Host);
            if (silo.IsEstranged || silo.IsStopping)
                _cluster.Crash(silo);
        }

        while (_cluster.Silos.Count < _cluster.Scenario.Silos)
            _cluster.Start();
    }

    private void Repeat(FaultKind kind, Func<Chance, Task> strike) => _lane.Start(async () =>
    {
        var chance = _faults.Chance(kind);
        while (!_faults.IsCalm)
        {
            await Pause(chance.Around(_cluster.Scenario.Calamities.Ticks));
            if (_cluster.Serving.Count > 0 && _faults.Strikes(kind, 1))
            {
                World.Trace.Line(World, $"fault {kind}");
                await strike(chance);
            }
        }
    });

    private async Task Crash(Chance chance)
    {
        _cluster.Crash(chance.Pick(_cluster.Serving));
        await Pause(chance.Between(SecondTicks / 100, SecondTicks * 2));
        if (!_faults.IsCalm && _cluster.Silos.Count < _cluster.Scenario.Silos)
            _cluster.Start();
    }

    private async Task Stop(Chance chance)
    {
        var silo = chance.Pick(_cluster.Serving);
        silo.Serve("stop", silo.Stop);
        for (var waited = 0; waited < StopPatience && !silo.HasStopped && !silo.Host.IsDead; waited++)
            await Pause(SecondTicks / 10);
        if (silo.Host.IsDead)
            return;
        _cluster.Crash(silo);
        if (!_faults.IsCalm && _cluster.Silos.Count < _cluster.Scenario.Silos)
            _cluster.Start();
    }

    private async Task Stall(Chance chance)
    {
        var silo = chance.Pick(_cluster.Serving);
        silo.Host.IsPaused = true;
        await Pause(chance.Between(SecondTicks / 50, SecondTicks * 3));
        if (silo.Host.IsPaused)
            World.Resume(silo.Host);
    }

    private Task Jump(Chance chance)
    {
        var silo = chance.Pick(_cluster.Serving);
        var to = chance.Is(0.3) ? 0 : chance.Between(-10 * SecondTicks, 5 * SecondTicks);
        World.Trace.Line(World, $"{silo.Name} clock is off by {to / 10_000.0} ms");
        silo.Clock.Offset = TimeSpan.FromTicks(to);
        return Task.CompletedTask;
    }

    private Task Skew(Chance chance)
    {
        chance.Pick(_cluster.Serving).Clock.TimerRate = chance.Pick<double>([0.5, 0.9, 1, 1, 1.1, 2]);
        return Task.CompletedTask;
    }

    private async Task Outage(Chance chance)
    {
        _cluster.Database.IsOut = true;
        await Pause(chance.Is(0.1) ? SecondTicks * 12 : chance.Between(SecondTicks / 50, SecondTicks * 2));
        _cluster.Database.IsOut = false;
    }

    private async Task Slow(Chance chance)
    {
        _cluster.Database.Slowness = _cluster.Scenario.StorageLatency.Ticks > SecondTicks / 50 ? 5 : 50;
        await Pause(chance.Between(SecondTicks / 5, SecondTicks * 4));
        _cluster.Database.Slowness = 1;
    }

    private async Task Estrange(Chance chance)
    {
        if (_cluster.Serving.Count < 2)
            return;
        var silo = chance.Pick(_cluster.Serving);
        silo.IsEstranged = true;
        await Pause(chance.Between(SecondTicks / 2, SecondTicks * 6));
        if (silo.Host.IsDead)
            return;
        _cluster.Crash(silo);
        if (!_faults.IsCalm && _cluster.Silos.Count < _cluster.Scenario.Silos)
            _cluster.Start();
    }

    private Task Double(Chance chance)
    {
        if (_cluster.Directory.Double(chance, chance.Between(SecondTicks / 10, SecondTicks * 3)) is { } grain)
            World.Trace.Line(World, $"{grain} is led to two silos");
        return Task.CompletedTask;
    }

    private Task Pause(long ticks) => Task.Delay(TimeSpan.FromTicks(ticks), _clock);
}
