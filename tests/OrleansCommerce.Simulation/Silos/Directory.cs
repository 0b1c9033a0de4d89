using Orleans.Runtime;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>
/// Which silo has which grain. Usually one; for a while it may lead to two, and a silo that the others take for dead believes what it
/// believed before.
/// </summary>
public sealed class Directory(Cluster cluster, Chance chance)
{
    private static readonly long GraceTicks = TimeSpan.FromSeconds(1).Ticks;

    private readonly Dictionary<GrainId, Place> _places = [];
    private readonly List<GrainId> _order = [];
    private readonly Chance _chance = chance.Apart("directory");

    /// <summary>Null: no silo serves.</summary>
    public Silo? Locate(GrainId grain, Silo sender)
    {
        if (sender.IsEstranged)
            return sender;
        if (_places.TryGetValue(grain, out var place))
        {
            if (place.Other is { IsServing: true } other && place.DoubledUntil > cluster.World.Now && _chance.Is(0.5))
                return other;
            if (place.Owner.IsServing && (IsThere(place, grain) || _chance.Is(0.7)))
                return place.Owner;
        }

        var serving = cluster.Serving;
        if (serving.Count == 0)
            return null;
        var owner = sender.IsServing && _chance.Is(0.5) ? sender : _chance.Pick(serving);
        if (place is null)
            _order.Add(grain);
        _places[grain] = new Place(owner, cluster.World.Now);
        return owner;
    }

    /// <summary>Leads some grain to two silos at once. Answers which; null when there is none to do it to.</summary>
    public GrainId? Double(Chance by, long ticks)
    {
        if (_order.Count == 0)
            return null;
        var grain = by.Pick(_order);
        var place = _places[grain];
        var others = cluster.Serving.Where(silo => !ReferenceEquals(silo, place.Owner)).ToList();
        if (others.Count == 0)
            return null;
        place.Other = by.Pick(others);
        place.DoubledUntil = cluster.World.Now + ticks;
        return grain;
    }

    private bool IsThere(Place place, GrainId grain) =>
        cluster.World.Now - place.Since < GraceTicks || place.Owner.Runtime.IsActive(grain);

    private sealed class Place(Silo owner, long since)
    {
        public Silo Owner { get; } = owner;

        public long Since { get; } = since;

        public Silo? Other { get; set; }

        public long DoubledUntil { get; set; }
    }
}
