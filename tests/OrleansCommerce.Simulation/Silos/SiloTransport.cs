using Orleans.Hosting;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Faults;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>The network between grains: within a silo anything may overtake anything, between silos it may be lost, late or twice.</summary>
internal sealed class SiloTransport(Cluster cluster, Silo silo) : MessageTransport
{
    public override void Send(GrainMessage message)
    {
        var request = message as GrainRequest;
        if (request is not null)
            cluster.Witness.Sent(request);
        if (cluster.Directory.Locate(message.Destination, silo) is not { } target)
        {
            cluster.World.Trace.Line(cluster.World, $"{silo.Name} has nobody for {message.Description}");
            message.Drop();
            return;
        }

        cluster.World.Trace.Line(cluster.World, $"{silo.Name} -> {target.Name} {message.Description} {Contents.Of(request?.Argument(0))}");
        if (!ReferenceEquals(target, silo))
        {
            if (cluster.Network.IsLost())
            {
                message.Drop();
                return;
            }

            if (request is not null && cluster.Faults.Strikes(FaultKind.MessageDuplicated, cluster.Scenario.MessageFaults))
            {
                var copy = request.Duplicate();
                cluster.Witness.Copied(request, copy);
                Deliver(copy, target);
            }
        }

        Deliver(message, target);
    }

    public override void Reply(GrainRequest request)
    {
        var world = cluster.World;
        cluster.Witness.Answered(request);
        world.Trace.Line(world, $"{silo.Name} <- {world.Current.Name} {request.Description} = {Contents.Of(request.Failure?.GetType().Name ?? request.Result)}");
        var isLocal = ReferenceEquals(world.Current, silo.Host);
        if (isLocal || !cluster.Network.IsLost())
            world.After(isLocal ? cluster.Network.LocalTicks() : cluster.Network.Ticks(), silo.Host, request.Complete);
    }

    private void Deliver(GrainMessage message, Silo target)
    {
        var isLocal = ReferenceEquals(target, silo);
        var ticks = isLocal ? cluster.Network.LocalTicks() : cluster.Network.Ticks();
        cluster.World.After(ticks, target.Host, () => target.Runtime.Deliver(message));
    }
}
