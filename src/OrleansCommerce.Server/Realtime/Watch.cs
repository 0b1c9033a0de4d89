using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// One watched stream of this process, however many screens look at it. Gathers what the stream says, the newest version of each item
/// wins, and forgets nothing before it was sent; so its memory is bounded by the items it shows.
/// </summary>
internal sealed class Watch(WatchKey key)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StockKey, StockMessage> _unsent = [];
    private readonly Dictionary<StockKey, long> _sent = [];
    private long _watermark;

    public WatchKey Key { get; } = key;

    /// <summary>Everything at or below it has been sent.</summary>
    public long Watermark => Interlocked.Read(ref _watermark);

    /// <summary>True while a send is under way: what comes meanwhile is coalesced and goes with the next one.</summary>
    public bool IsSending { get; set; }

    /// <summary>How many watch. Guarded by <see cref="StreamToHub"/>.</summary>
    public int Watchers { get; set; }

    public void Start(long position) => Interlocked.Exchange(ref _watermark, position);

    public void Take(StockChanged changed)
    {
        lock (_gate)
        {
            Take(changed.Key, StockMessage.From(changed));
        }
    }

    /// <summary>
    /// What the journal says changed after the watermark. What the stream lost is among it; what it brought is recognised by its version
    /// and not sent twice.
    /// </summary>
    public void Repair(StockChanges changes)
    {
        lock (_gate)
        {
            foreach (var row in changes.Rows)
            {
                Take(new StockKey(row.Sku, row.LocationId), StockMessage.From(row));
            }

            // The next repair starts beyond what these said, so that their versions need not be remembered any longer.
            _sent.Clear();
            foreach (var row in changes.Rows)
            {
                _sent[new StockKey(row.Sku, row.LocationId)] = row.Version;
            }
        }
    }

    /// <summary>What is to be sent now, and the watermark that holds once it is.</summary>
    public StockChangedMessage? Gather(long? watermark = null)
    {
        lock (_gate)
        {
            if (watermark is { } moved)
            {
                Interlocked.Exchange(ref _watermark, moved);
            }

            if (_unsent.Count == 0)
            {
                return null;
            }

            var message = new StockChangedMessage(Watermark, [.. _unsent.Values]);
            foreach (var (key, change) in _unsent)
            {
                _sent[key] = change.Version;
            }

            _unsent.Clear();
            return message;
        }
    }

    private void Take(StockKey key, StockMessage change)
    {
        if (_sent.GetValueOrDefault(key) < change.Version && (!_unsent.TryGetValue(key, out var waiting) || waiting.Version < change.Version))
        {
            _unsent[key] = change;
        }
    }
}
