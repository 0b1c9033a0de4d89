using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Participants;
using OrleansCommerce.Simulation.Planted;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>One seed from its beginning to its end. Belongs to one thread.</summary>
public sealed class SeedRun
{
    private const int CalmOperations = 3;

    private static readonly long VirtualLimitTicks = TimeSpan.FromHours(6).Ticks;
    private static readonly TimeSpan CalmTime = TimeSpan.FromSeconds(15);

    private readonly Nemesis _nemesis;
    private readonly List<Client> _clients = [];
    private readonly Client _conductor;
    private readonly TaskLane _lane;
    private int _operationsTaken;
    private bool _isOver;

    public SeedRun(Scenario scenario, Plant plant, TextWriter? trace)
    {
        Scenario = scenario;
        var chance = new Chance(scenario.Seed);
        World = new World(chance, TimeSpan.FromMicroseconds(30), new Trace(trace));
        Faults = new FaultBook(chance.Apart("faults"), scenario.Without);
        var witness = new Witness(World);
        Cluster = new Cluster(World, scenario, Faults, witness, plant, chance);
        _nemesis = new Nemesis(Cluster, chance);
        _conductor = new Client(Cluster, "conductor", chance);
        _lane = _conductor.Lane;
        for (var i = 1; i <= scenario.Clients; i++)
            _clients.Add(new Client(Cluster, $"client-{i}", chance));
        Participants = ParticipantList.Of(this);
        witness.Show(Participants);
    }

    public Scenario Scenario { get; }

    public World World { get; }

    public FaultBook Faults { get; }

    public Cluster Cluster { get; }

    public IReadOnlyList<Participant> Participants { get; }

    /// <summary>When the faults stopped, in virtual ticks; none while they go on.</summary>
    public long? CalmSince { get; private set; }

    public T Get<T>() where T : Participant => Participants.OfType<T>().Single();

    public RunResult Run()
    {
        World.Trace.Line(World, $"seed {Scenario.Seed}, {Scenario.Profile}: {Scenario.Silos} silos, {Scenario.Clients} clients, {Scenario.Items} items");
        for (var i = 0; i < Scenario.Silos; i++)
            Cluster.Start();
        _lane.Start(Conduct);
        while (!_isOver && World.Violation is null)
        {
            if (!World.Step())
                World.Violate("everything quiesces", "nothing is left to happen while somebody waits");
            else if (World.Now > VirtualLimitTicks)
                World.Violate("everything quiesces", $"no end after {TimeSpan.FromTicks(World.Now)}");
        }

        foreach (var silo in Cluster.Silos.ToList())
            silo.Crash();
        World.Trace.Line(World, $"end after {World.Steps} steps, {World.Now} ticks, digest {World.Trace.Digest:x16}");
        return new RunResult(Scenario, World.Violation, World.Steps, World.Now, _operationsTaken, [.. Faults.Struck]);
    }

    private async Task Conduct()
    {
        foreach (var participant in Participants)
            await participant.Prepare(_conductor);
        _nemesis.Start();
        var beside = new List<Task>();
        foreach (var participant in Participants.Where(p => p.Weight == 0))
        {
            var helper = new Client(Cluster, participant.GetType().Name, _conductor.Chance);
            beside.Add(OnLane(helper.Lane, () => participant.WorkBeside(helper)));
        }

        await Task.WhenAll(_clients.Select(client => OnLane(client.Lane, () => Work(client))));
        Faults.Calm();
        CalmSince = World.Now;
        World.Trace.Line(World, $"the faults stop");
        _nemesis.Repair();
        await Task.WhenAll(beside);
        await _conductor.Pause(CalmTime);
        await Task.WhenAll(_clients.Select(client => OnLane(client.Lane, () => WorkCalmly(client))));
        foreach (var participant in Participants)
            await participant.Settle(_conductor);
        foreach (var participant in Participants)
            participant.AtEnd();
        _isOver = true;
    }

    private async Task Work(Client client)
    {
        while (_operationsTaken < Scenario.Operations)
        {
            _operationsTaken++;
            await WorkOnce(client);
        }
    }

    /// <summary>Once all is well again, everybody is answered: whoever is not breaks a promise.</summary>
    private async Task WorkCalmly(Client client)
    {
        for (var i = 0; i < CalmOperations; i++)
            await WorkOnce(client);
    }

    private async Task WorkOnce(Client client)
    {
        var drawn = client.Chance.Below(Participants.Sum(p => p.Weight));
        await Participants.First(p => (drawn -= p.Weight) < 0).Work(client);
        await client.Pause(TimeSpan.FromTicks(client.Chance.Around(Scenario.ThinkTime.Ticks)));
    }

    /// <summary>Starts work on a lane, and ends when it has ended.</summary>
    private static Task OnLane(TaskLane lane, Func<Task> work)
    {
        var ended = new TaskCompletionSource();
        lane.Start(async () =>
        {
            await work();
            ended.SetResult();
        });
        return ended.Task;
    }
}
