using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Orders;

/// <summary>One order as it is now. Changed by <see cref="OrderMachine.Apply"/> alone.</summary>
public sealed partial class OrderState
{
    private readonly Dictionary<string, Fulfilment> _byId = new(StringComparer.Ordinal);
    private readonly List<Fulfilment> _fulfilments = [];
    private readonly List<OrderHistoryEntry> _history = [];
    private readonly List<(long Version, OrderEffect Effect)> _pending = [];
    private readonly SortedSet<string> _everBackordered = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unable = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _lacking = new(StringComparer.Ordinal);

    public long Version { get; internal set; }
    public string OrderId { get; internal set; } = "";
    public string? CustomerId { get; internal set; }
    public string Channel { get; internal set; } = "";
    public ImmutableArray<OrderLine> Lines { get; internal set; } = [];

    /// <summary>The latest time in the order's history.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>False until it is placed: a reservation may have been taken for it before.</summary>
    public bool Exists => OrderId.Length > 0;

    public DateTimeOffset PlacedAt { get; internal set; }

    public OrderWish Wish { get; internal set; } = OrderWish.Any;

    /// <summary>The reservation that is about to become fulfilments. Null: none.</summary>
    public string? Taking { get; internal set; }

    /// <summary>The reservation that is being given back. Null: none.</summary>
    public string? GivingBack { get; internal set; }

    /// <summary>What events ask of others and nobody has said is done, in order, each with the version of its event.</summary>
    public IReadOnlyList<(long Version, OrderEffect Effect)> PendingEffects => _pending;

    /// <summary>In the order in which they were assigned.</summary>
    public IReadOnlyList<Fulfilment> Fulfilments => _fulfilments;

    /// <summary>Lines that wait to be routed, for the first time or again.</summary>
    public ImmutableArray<OrderLine> Unassigned => Waiting.Lines;

    /// <summary>Lines that wait for stock.</summary>
    public ImmutableArray<OrderLine> Backordered => Backorder.Lines;

    /// <summary>SKUs that ever waited for stock.</summary>
    public IReadOnlyCollection<string> EverBackordered => _everBackordered;

    /// <summary>Lines that the customer will not get: cancelled, or not collected.</summary>
    public ImmutableArray<OrderLine> Cancelled => Off.Lines;

    /// <summary>
    /// Locations that rejected it, let it time out or did not find it, and, until its lines wait for stock, those where others took it:
    /// routing leaves them out. What arrives there later is as good as what arrives anywhere.
    /// </summary>
    public IReadOnlyCollection<string> UnableLocations => _lacking.Count == 0 ? _unable : [.. _unable.Union(_lacking)];

    public IReadOnlyList<OrderHistoryEntry> History => _history;

    public OrderStatus Status =>
        _fulfilments.Exists(fulfilment => fulfilment.IsActive) || !Waiting.IsEmpty ? OrderStatus.Open
        : !Backorder.IsEmpty ? OrderStatus.Backordered
        : _fulfilments.Exists(fulfilment => fulfilment.IsHandedOver) ? OrderStatus.Completed
        : OrderStatus.Cancelled;

    /// <summary>When somebody must look at it again. Null: never.</summary>
    public DateTimeOffset? NextDue => _fulfilments.Min(fulfilment => fulfilment.Due);

    public Fulfilment? Find(string fulfilmentId) => _byId.GetValueOrDefault(fulfilmentId);

    /// <summary>A clock that went back never brings back what was given up meanwhile.</summary>
    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    /// <summary>Units that have left for the customer and not come back.</summary>
    public long Returnable(string sku) =>
        _fulfilments.Where(fulfilment => fulfilment.IsHandedOver).SelectMany(fulfilment => fulfilment.Lines).Where(line => line.Sku == sku).Sum(line => line.Quantity)
        - Returns.Values.SelectMany(returned => returned.Lines).Where(line => line.Sku == sku).Sum(line => line.Quantity);

    /// <summary>What the order came in with: the same again is the same order.</summary>
    internal ImmutableArray<string> FirstFulfilmentIds { get; set; } = [];

    internal ImmutableArray<OrderLine> FirstBackordered { get; set; } = [];

    /// <summary>Somebody cancelled what could be: again it is so already.</summary>
    internal bool WasCancelled { get; set; }

    internal Units Waiting { get; } = new();

    internal Units Backorder { get; } = new();

    internal Units Off { get; } = new();

    internal Dictionary<string, GoodsReturned> Returns { get; } = new(StringComparer.Ordinal);

    internal void Add(Fulfilment fulfilment)
    {
        _byId.Add(fulfilment.Assignment.FulfilmentId, fulfilment);
        _fulfilments.Add(fulfilment);
    }

    internal void Ask(IEnumerable<OrderEffect> effects) => _pending.AddRange(effects.Select(effect => (Version, effect)));

    internal void SettleEffects(long through) => _pending.RemoveAll(pending => pending.Version <= through);

    internal void MarkBackordered(IEnumerable<OrderLine> lines) => _everBackordered.UnionWith(lines.Select(line => line.Sku));

    internal void MarkLacking(string locationId) => _lacking.Add(locationId);

    internal void ForgetLacking() => _lacking.Clear();

    internal void MarkUnable(string locationId) => _unable.Add(locationId);

    internal void Note(DateTimeOffset at, string what, string? why) => _history.Add(new(at, what, why));
}

/// <summary>What happened when, and why, for people to read.</summary>
public readonly record struct OrderHistoryEntry(DateTimeOffset At, string What, string? Why);

public enum OrderStatus
{
    Open,
    Completed,
    Cancelled,
    Backordered,
}
