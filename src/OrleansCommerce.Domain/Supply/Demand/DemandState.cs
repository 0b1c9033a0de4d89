namespace OrleansCommerce.Domain.Supply.Demand;

/// <summary>Who waits for one SKU. Changed by <see cref="DemandMachine.Apply"/> alone.</summary>
public sealed class DemandState
{
    /// <summary>Where those who take it from anywhere are kept; no location has an empty id.</summary>
    private const string Anywhere = "";

    private readonly SortedDictionary<string, SortedDictionary<string, bool>> _subscriptions = new(StringComparer.Ordinal);
    private readonly SortedSet<Backorder> _queue = [];
    private readonly Dictionary<string, Backorder> _byOrder = new(StringComparer.Ordinal);

    public long Version { get; internal set; }
    public DateTimeOffset Time { get; internal set; }

    /// <summary>Notifications that ever became due; the next one's id follows from it.</summary>
    public long NotificationCount { get; internal set; }

    /// <summary>Orders that ever joined the queue.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Grows with each change of the queue.</summary>
    public long QueueVersion { get; private set; }

    public int SubscriptionCount { get; private set; }

    public int QueueCount => _queue.Count;

    public bool IsEmpty => SubscriptionCount == 0 && _queue.Count == 0;

    /// <summary>In the order in which they are served.</summary>
    public IEnumerable<Backorder> Queue => _queue;

    /// <summary>By location, those who take it from anywhere first; then by customer.</summary>
    public IEnumerable<Subscription> Subscriptions =>
        _subscriptions.SelectMany(place => place.Value.Select(entry => new Subscription(entry.Key, PlaceOf(place.Key), entry.Value)));

    public static DemandState From(
        long version, DateTimeOffset time, long notificationCount, long sequence, IEnumerable<Subscription> subscriptions, IEnumerable<Backorder> queue)
    {
        var state = new DemandState { Version = version, Time = time, NotificationCount = notificationCount, Sequence = sequence };
        foreach (var subscription in subscriptions)
        {
            state.Put(subscription);
        }

        foreach (var order in queue)
        {
            state.Put(order);
        }

        return state;
    }

    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;

    public bool HasSubscription(string customerId, string? locationId) =>
        _subscriptions.TryGetValue(locationId ?? Anywhere, out var there) && there.ContainsKey(customerId);

    public Backorder? FindOrder(string orderId) => _byOrder.GetValueOrDefault(orderId);

    /// <summary>The first in the queue after another one; with null the head.</summary>
    public Backorder? Next(Backorder? after)
    {
        if (after is null || _queue.Max is not { } last || last.CompareTo(after) <= 0)
        {
            return after is null ? _queue.Min : null;
        }

        return _queue.GetViewBetween(after, last).First(order => order.CompareTo(after) > 0);
    }

    /// <summary>Where somebody wants to be told; null: anywhere.</summary>
    internal IEnumerable<string?> Places => _subscriptions.Keys.Select(PlaceOf);

    internal IEnumerable<(string CustomerId, bool IsArmed)> At(string? locationId) =>
        _subscriptions.TryGetValue(locationId ?? Anywhere, out var there) ? there.Select(entry => (entry.Key, entry.Value)) : [];

    internal void Put(Subscription subscription)
    {
        var place = subscription.LocationId ?? Anywhere;
        if (!_subscriptions.TryGetValue(place, out var there))
        {
            _subscriptions[place] = there = new(StringComparer.Ordinal);
        }

        SubscriptionCount += there.ContainsKey(subscription.CustomerId) ? 0 : 1;
        there[subscription.CustomerId] = subscription.IsArmed;
    }

    internal void RemoveSubscription(string customerId, string? locationId)
    {
        if (_subscriptions.TryGetValue(locationId ?? Anywhere, out var there) && there.Remove(customerId))
        {
            SubscriptionCount--;
            if (there.Count == 0)
            {
                _subscriptions.Remove(locationId ?? Anywhere);
            }
        }
    }

    internal void Put(Backorder order)
    {
        RemoveOrder(order.OrderId);
        _queue.Add(order);
        _byOrder[order.OrderId] = order;
        QueueVersion++;
    }

    internal void RemoveOrder(string orderId)
    {
        if (_byOrder.Remove(orderId, out var order))
        {
            _queue.Remove(order);
            QueueVersion++;
        }
    }

    private static string? PlaceOf(string key) => key.Length == 0 ? null : key;
}
