using Orleans.Hosting;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Capacity;

/// <summary>Pick capacity: who takes it are orders. Here every location's account of it is kept, and its answers are held against that.</summary>
internal sealed class CapacityParticipant(SeedRun run) : Participant(run)
{
    private static readonly TimeSpan ExpiryVisibleWithin = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, CapacityModel> _models = new(StringComparer.Ordinal);

    public IEnumerable<CapacityModel> Models => _models.Values;

    public CapacityModel Model(string location)
    {
        if (!_models.TryGetValue(location, out var model))
            _models[location] = model = new CapacityModel(location, Run.World.Violate);
        return model;
    }

    public override void Committed(StoredRecord record)
    {
        if (record.Stream.StartsWith(CapacityGrain.JournalPrefix, StringComparison.Ordinal))
            Model(record.Stream[CapacityGrain.JournalPrefix.Length..]).Commit(record, Run.World.Now);
    }

    public override void Answered(GrainRequest request, long sentAt)
    {
        if (request.Failure is not null || request.Result is not CapacityAnswer { Figures: var figures })
            return;
        var model = Model(request.Destination.Key.ToString());
        Require(
            figures.Version <= model.Version, "what is answered is durable", $"{model.Location} answers from version {figures.Version}, durable is {model.Version}");
        if (figures.Version > model.Version)
            return;
        var says = new CapacitySums(figures.TakenOn, figures.Done, figures.GivenBack, figures.Held, figures.Backlog, figures.Holds);
        Require(says == model.At(figures.Version), "answers are linearizable", $"{model.Location} says {says}, version {figures.Version} has {model.At(figures.Version)}");
        Require(
            figures.Version >= model.VersionAt(sentAt), "never stale",
            $"{model.Location} answers from version {figures.Version}, {model.VersionAt(sentAt)} was durable when it was asked");
    }

    public override void AtEnd()
    {
        var now = Time.World.Epoch.AddTicks(Run.World.Now) - ExpiryVisibleWithin;
        foreach (var model in _models.Values)
        {
            foreach (var hold in model.Live)
            {
                Require(!hold.IsDue(now), "holds are released at their time", $"{model.Location}: {hold} is due");
                Require(hold.Attempt == 0, "everything quiesces", $"{model.Location}: {hold} waits for a decision");
            }
        }
    }
}
