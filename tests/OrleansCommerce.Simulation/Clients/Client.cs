using Orleans.Runtime;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Clients;

/// <summary>
/// Somebody outside: sends a request to some silo, waits a bounded time, and sends it again, perhaps to another one. It never knows
/// whether a request without an answer was carried out.
/// </summary>
public sealed class Client
{
    private const int AttemptsMax = 40;
    private static readonly long PatienceTicks = TimeSpan.FromSeconds(4).Ticks;
    private static readonly long BackoffMaxTicks = TimeSpan.FromSeconds(2).Ticks;

    private readonly Cluster _cluster;
    private readonly HostClock _clock;

    public Client(Cluster cluster, string name, Chance chance)
    {
        _cluster = cluster;
        Name = name;
        Chance = chance.Apart(name);
        Lane = new TaskLane(cluster.World, cluster.World.Outside, name);
        _clock = new HostClock(cluster.World, cluster.World.Outside, Chance);
        Door = cluster.Plant.Door();
    }

    public string Name { get; }

    public Chance Chance { get; }

    public TaskLane Lane { get; }

    public Door Door { get; }

    public World World => _cluster.World;

    public Task Pause(TimeSpan span) => Task.Delay(span, _clock);

    /// <summary>Asks until there is an answer or the patience has ended.</summary>
    /// <param name="patience">How long an answer is waited for before it is asked for again; null: four seconds.</param>
    public async Task<Reply<T>> Insist<T>(string what, Func<Silo, Task<T>> body, int attempts = AttemptsMax, TimeSpan? patience = null)
    {
        var backoff = TimeSpan.FromMilliseconds(5).Ticks;
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var (isKnown, value) = await Ask(what, body, patience?.Ticks ?? PatienceTicks);
            if (isKnown)
                return new Reply<T>(true, value, attempt);
            await Pause(TimeSpan.FromTicks(Chance.Between(backoff / 2, backoff)));
            backoff = Math.Min(backoff * 2, BackoffMaxTicks);
        }

        if (attempts == AttemptsMax && _cluster.Faults.IsCalm)
            World.Violate("everybody is answered in the end", $"{Name} asked {attempts} times in vain: {what}");
        return new Reply<T>(false, default, attempts);
    }

    private Task<(bool IsKnown, T? Value)> Ask<T>(string what, Func<Silo, Task<T>> body, long patience)
    {
        var source = new TaskCompletionSource<(bool, T?)>();
        var silos = _cluster.Silos.Where(silo => silo.IsOpen).ToList();
        World.After(patience, World.Outside, () => source.TrySetResult((false, default)));
        if (silos.Count == 0)
        {
            World.After(PatienceTicks / 20, World.Outside, () => source.TrySetResult((false, default)));
            return source.Task;
        }

        var silo = Chance.Pick(silos);
        World.Trace.Line(World, $"{Name} -> {silo.Name} {what}");
        var times = _cluster.Faults.Strikes(FaultKind.MessageDuplicated, _cluster.Scenario.MessageFaults) ? 2 : 1;
        for (var i = 0; i < times; i++)
        {
            if (!_cluster.Network.IsLost())
                World.After(_cluster.Network.Ticks(), silo.Host, () => silo.Serve(Name, () => Serve(what, silo, body, source)));
        }

        return source.Task;
    }

    private async Task Serve<T>(string what, Silo silo, Func<Silo, Task<T>> body, TaskCompletionSource<(bool, T?)> source)
    {
        (bool, T?) reply;
        try
        {
            reply = (true, await body(silo));
        }
        catch (Exception e) when (e is RetriableException or TimeoutException or SiloUnavailableException or JournalUnavailableException)
        {
            // What the server answers with 503: the caller may send it again.
            reply = (false, default);
            World.Trace.Line(World, $"{Name} <- {silo.Name} {what} = {e.GetType().Name}: {e.Message}");
        }

        if (reply.Item1)
            World.Trace.Line(World, $"{Name} <- {silo.Name} {what} = {Contents.Of(reply.Item2)}");
        if (!_cluster.Network.IsLost())
            World.After(_cluster.Network.Ticks(), World.Outside, () => source.TrySetResult(reply));
    }
}
