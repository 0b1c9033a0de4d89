using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Hosting;
using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Skus;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Skus;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Registers;

/// <summary>The registers of SKUs and locations: what is read was described, durably, and is not older than the question.</summary>
internal sealed class RegisterParticipant(SeedRun run) : Participant(run)
{
    private const int Keys = 4;

    private readonly Dictionary<string, List<(string Name, long Ticks)>> _names = new(StringComparer.Ordinal);
    private int _described;

    public override int Weight => 1;

    public override Task Work(Client client)
    {
        var key = client.Chance.Below(Keys);
        var isLocation = client.Chance.Is(0.5);
        var isRead = client.Chance.Is(0.5);
        var name = $"name {++_described}";
        return (isLocation, isRead) switch
        {
            (true, true) => client.Insist($"read location store-{key}", silo => Location(silo, key).Read()),
            (true, false) => client.Insist($"describe store-{key} {name}", silo => Location(silo, key).Describe(Describe(name), Door.Origin)),
            (false, true) => client.Insist($"read sku sku-{key}", silo => Sku(silo, key).Read()),
            _ => client.Insist($"describe sku-{key} {name}", silo => Sku(silo, key).Describe(new Sku(name, null, 100), Door.Origin)),
        };
    }

    public override void Committed(StoredRecord record)
    {
        var noun = record.Record.Kind switch { "sku.described" => "sku", "location.described" => "location", _ => null };
        if (noun is null)
            return;
        using var json = JsonDocument.Parse(record.Record.Body);
        var names = NamesOf(record.Stream);
        Require(record.Version == names.Count, "versions follow each other", $"{record.Stream} {record.Version} follows {names.Count - 1}");
        names.Add((json.RootElement.GetProperty(noun).GetProperty("name").GetString()!, Run.World.Now));
    }

    public override void Answered(GrainRequest request, long sentAt)
    {
        if (request.Failure is not null || request.Argument(0) is not null)
            return;
        var name = request.Result switch { Sku sku => sku.Name, Location location => location.Name, _ => null };
        if (name is null)
            return;
        var noun = request.Result is Sku ? "sku" : "location";
        var names = NamesOf($"{noun}/{request.Destination.Key}");
        var at = names.FindLastIndex(known => known.Name == name);
        Require(at > 0, "what is answered is durable", $"{request.Destination} is read as {name}, which nobody recorded");
        var before = names.FindLastIndex(known => known.Ticks <= sentAt);
        Require(
            at < 0 || at >= before || Run.Scenario.IsCluster, "never stale", $"{request.Destination} is read as {name}, {names[Math.Max(0, before)].Name} was durable");
    }

    private List<(string Name, long Ticks)> NamesOf(string stream)
    {
        if (!_names.TryGetValue(stream, out var names))
            _names[stream] = names = [("", -1)];
        return names;
    }

    private static ILocationGrain Location(Silos.Silo silo, int key) => silo.Grains.GetGrain<ILocationGrain>($"store-{key}");

    private static ISkuGrain Sku(Silos.Silo silo, int key) => silo.Grains.GetGrain<ISkuGrain>($"sku-{key}");

    private static Location Describe(string name) => new(
        name, LocationKind.Store, 32.8, -91.4, "America/Chicago", [], ImmutableArray<OpeningHours>.Empty, [], null, null, null, null, [], null);
}
