using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Domain.Supply.Inbound;

/// <summary>What is to come of one SKU, by location and id. Changed by <see cref="InboundMachine.Apply"/> alone.</summary>
public sealed class InboundState
{
    private static readonly Comparer<(string LocationId, string InboundId)> Order = Comparer<(string LocationId, string InboundId)>.Create(
        (x, y) => string.CompareOrdinal(x.LocationId, y.LocationId) is not 0 and var byLocation
            ? byLocation
            : string.CompareOrdinal(x.InboundId, y.InboundId));

    private readonly SortedDictionary<(string LocationId, string InboundId), InboundLot> _lots = new(Order);
    private readonly List<(string LocationId, string InboundId)> _closed = [];

    public long Version { get; internal set; }
    public DateTimeOffset Time { get; internal set; }

    /// <summary>Lots of which something is still to come.</summary>
    public int OpenCount { get; private set; }

    public int Count => _lots.Count;

    /// <summary>By location, then id; those that have come whole among them.</summary>
    public IEnumerable<InboundLot> Lots => _lots.Values;

    /// <summary>The same lots, those that have come whole last and in the order in which they did: what <see cref="From"/> takes.</summary>
    public IEnumerable<InboundLot> InClosingOrder =>
        Lots.Where(lot => lot.Outstanding > 0).Concat(_closed.Select(closed => _lots[closed]));

    public static InboundState From(long version, DateTimeOffset time, IEnumerable<InboundLot> lots)
    {
        var state = new InboundState { Version = version, Time = time };
        foreach (var lot in lots)
        {
            state.Put(lot);
        }

        return state;
    }

    public InboundLot? Find(string locationId, string inboundId) => _lots.GetValueOrDefault((locationId, inboundId));

    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    /// <summary>
    /// What may be promised at <paramref name="now"/>. A date that has passed is no promise any more: such goods are to come, and nobody
    /// knows when.
    /// </summary>
    public ImmutableArray<InboundFigure> Promisable(DateTimeOffset now) =>
    [
        .. Lots.Where(lot => lot.Outstanding > 0)
            .Select(lot => new InboundFigure(lot.LocationId, lot.Outstanding, lot.IsOverdue(now) ? null : lot.ExpectedAt)),
    ];

    /// <summary>When <see cref="Promisable"/> says something else though nothing has happened; null: never.</summary>
    public DateTimeOffset? NextOverdue(DateTimeOffset now) => Lots.Where(lot => lot.Outstanding > 0 && lot.ExpectedAt > now).Min(lot => lot.ExpectedAt);

    internal void Put(InboundLot lot)
    {
        var key = (lot.LocationId, lot.InboundId);
        if (lot.Outstanding == 0 && _closed.Contains(key))
        {
            // More has come of what had come whole: it is as old as before.
            _lots[key] = lot;
            return;
        }

        Remove(lot.LocationId, lot.InboundId);
        _lots[key] = lot;
        if (lot.Outstanding > 0)
        {
            OpenCount++;
            return;
        }

        _closed.Add(key);
        if (_closed.Count > InboundLimits.ClosedMax)
        {
            Remove(_closed[0].LocationId, _closed[0].InboundId);
        }
    }

    internal void Remove(string locationId, string inboundId)
    {
        if (!_lots.Remove((locationId, inboundId), out var lot))
        {
            return;
        }

        if (lot.Outstanding > 0)
        {
            OpenCount--;
        }
        else
        {
            _closed.Remove((locationId, inboundId));
        }
    }
}
