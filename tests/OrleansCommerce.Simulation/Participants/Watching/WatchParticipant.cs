using System.Globalization;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Participants.Stock;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Watching;

/// <summary>
/// Screens that watch a location: told by the streams of the silo they are connected to, over a network that loses, delays and doubles; they
/// lose their connection, come back elsewhere, and ask for what changed after their watermark.
/// </summary>
internal sealed class WatchParticipant : Participant
{
    private const string Converges = "every screen converges";
    private const int ScreensMax = 3;
    private const int RowsMax = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RepairPeriod = TimeSpan.FromSeconds(1);

    private readonly List<Screen> _screens = [];
    private readonly SortedDictionary<string, List<long>> _positions = new(StringComparer.Ordinal);

    public WatchParticipant(SeedRun run)
        : base(run)
    {
        for (var i = 1 + (int)(run.Scenario.Seed % ScreensMax); i > 0; i--)
            _screens.Add(new Screen(string.Create(CultureInfo.InvariantCulture, $"screen-{i}"), run.Cluster.Plant.Memory()));
    }

    public override void Committed(StoredRecord record)
    {
        if (!record.Stream.StartsWith(StockStreams.JournalPrefix, StringComparison.Ordinal) || !record.Stream.EndsWith($"@{StockWorkload.LocationId}", StringComparison.Ordinal))
            return;
        var item = record.Stream[StockStreams.JournalPrefix.Length..];
        if (!_positions.TryGetValue(item, out var positions))
            _positions[item] = positions = [];
        positions.Add(record.Position);
    }

    /// <summary>A silo tells those who are connected to it.</summary>
    public override void Published(StockChanged changed)
    {
        var (cluster, silo) = (Run.Cluster, Run.World.Current);
        foreach (var screen in _screens.Where(screen => ReferenceEquals(screen.Silo?.Host, silo)))
        {
            var connection = screen.Connection;
            var times = cluster.Faults.Strikes(FaultKind.MessageDuplicated, cluster.Scenario.MessageFaults) ? 2 : 1;
            for (var i = 0; i < times; i++)
            {
                if (!cluster.Network.IsLost())
                    Run.World.After(cluster.Network.Ticks(), Run.World.Outside, () => screen.Told(connection, changed));
            }
        }
    }

    public override async Task WorkBeside(Client client)
    {
        while (!Run.Faults.IsCalm)
        {
            await client.Pause(TimeSpan.FromTicks(client.Chance.Around(RepairPeriod.Ticks / _screens.Count)));
            var screen = client.Chance.Pick(_screens);
            if (client.Chance.Is(screen.Silo is { IsServing: true } ? 0.15 : 0.6))
                Reconnect(client, screen);
            else
                await Resume(client, screen, attempts: 1);
        }
    }

    /// <summary>With nothing going wrong any more, a few looks are enough.</summary>
    public override async Task Settle(Client client)
    {
        for (var until = client.World.Now + Patience.Ticks; client.World.Now < until && !_screens.TrueForAll(HasAll);)
        {
            await client.Pause(RepairPeriod);
            foreach (var screen in _screens)
                await Resume(client, screen, attempts: 10);
        }
    }

    public override void AtEnd()
    {
        foreach (var screen in _screens)
        {
            foreach (var (item, positions) in _positions)
            {
                var (shown, now) = (screen.Memory.Find(item), Run.Get<StockParticipant>().Model(item).Now);
                Require(shown?.Version == positions.Count, Converges, $"{screen.Name} shows {item} as of version {shown?.Version ?? 0}, {positions.Count} is durable");
                Require(
                    shown is null || (shown.OnHand, shown.Reserved, shown.SafetyStock) == (now.OnHand, now.Reserved, now.SafetyStock), Converges,
                    $"{screen.Name} shows {item} as {shown}, it is {now}");
            }
        }
    }

    private void Reconnect(Client client, Screen screen)
    {
        var serving = Run.Cluster.Serving;
        screen.Connect(serving.Count > 0 && client.Chance.Is(0.8) ? client.Chance.Pick(serving) : null);
        Run.World.Trace.Line(Run.World, $"{screen.Name} is connected to {screen.Silo?.Name ?? "nobody"}");
    }

    private async Task Resume(Client client, Screen screen, int attempts)
    {
        if (!screen.Memory.Resumes)
            return;
        for (var isLast = false; !isLast;)
        {
            var after = screen.Memory.ResumesAfter;
            var limit = (int)client.Chance.Between(2, RowsMax);
            var reply = await client.Insist(
                $"{screen.Name} after {after}", silo => silo.View.ChangedSince(StockWorkload.LocationId, null, after, limit), attempts);
            if (reply is not { IsKnown: true, Value: { } changes })
                return;
            screen.Memory.Take(changes);
            CheckNothingLeftOut(screen);
            isLast = changes.IsLast || changes.Through <= after;
        }
    }

    /// <summary>What it will never ask for again, it has. A page brings items as they are now, so that one which changes again comes later.</summary>
    private void CheckNothingLeftOut(Screen screen)
    {
        foreach (var (item, positions) in _positions)
        {
            var version = screen.Memory.Find(item)?.Version ?? 0;
            Require(
                version >= positions.Count || positions[^1] > screen.Memory.ResumesAfter, "a watermark leaves nothing out",
                $"{screen.Name} goes on after {screen.Memory.ResumesAfter} and shows {item} as of version {version}, {positions.Count} is at {positions[^1]}");
        }
    }

    private bool HasAll(Screen screen) => _positions.All(entry => screen.Memory.Find(entry.Key)?.Version == entry.Value.Count);
}
