using Orleans.Hosting;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>Hands the turns of a silo's grains to the world, one turn at a time.</summary>
internal sealed class SiloExecutor(World world, Host host) : TurnExecutor
{
    public override void Schedule(TurnQueue queue, WorkItem? first)
    {
        if (!host.IsDead)
            world.Ready(new Turns(host, queue, first));
    }

    public override bool MayInline(TurnQueue queue) => world.MayInline();

    public override void OnFault(TurnQueue queue, Exception exception) => world.Fail($"{host.Name} {queue.Name}", exception);

    private sealed class Turns(Host host, TurnQueue queue, WorkItem? first) : IRunnable
    {
        private WorkItem? _first = first;

        public Host Host { get; } = host;

        public string Name => queue.Name;

        public bool RunOne()
        {
            var first = _first;
            _first = null;
            return queue.RunTurns(1, first);
        }
    }
}
