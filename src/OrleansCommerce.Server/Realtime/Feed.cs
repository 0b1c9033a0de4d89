namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// One watched thing of this process, however many screens look at it. Gathers what the streams say and what the repair finds, of each
/// item the newest version, and knows what it has sent. Its memory is bounded by the items it shows.
/// </summary>
internal sealed class Feed(WatchKey key)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(ChangeKind Kind, string Id), Change> _unsent = [];
    private readonly VersionSet _items = new();
    private readonly VersionSet _fulfilments = new();
    private volatile Outbox[] _outboxes = [];
    private long _watermark;
    private long _told;
    private bool _isDigestDue;

    public WatchKey Key { get; } = key;

    /// <summary>Everything at or below it has been sent, or will be with the next batch.</summary>
    public long Watermark => Interlocked.Read(ref _watermark);

    /// <summary>When it was last asked for a batch and had one; when its digest is to be sent. Of those who do that.</summary>
    public long SentAt { get; set; }

    public long DigestAt { get; set; }

    public IReadOnlyList<Outbox> Outboxes => _outboxes;

    /// <summary>Before anybody has joined: everything at or below this position, and these, everybody will have been told by their answers.</summary>
    public void Start(long position, IEnumerable<Change> known)
    {
        _watermark = _told = position;
        foreach (var change in known)
        {
            Set(change.Kind).Put(change);
        }
    }

    public void Join(Outbox outbox)
    {
        lock (_gate)
        {
            _outboxes = [.. _outboxes, outbox];
        }
    }

    /// <summary>True when nobody is left.</summary>
    public bool Leave(Outbox outbox)
    {
        lock (_gate)
        {
            _outboxes = [.. _outboxes.Where(other => other != outbox)];
            return _outboxes.Length == 0;
        }
    }

    /// <summary>What is older than what was sent, or waits to be, changes nothing.</summary>
    public void Take(params IEnumerable<Change> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                var sent = Set(change.Kind).VersionOf(change.Id);
                if (sent == 0 && change.Position <= _watermark)
                {
                    // Everybody has it; only this feed had not heard of it yet.
                    Set(change.Kind).Put(change);
                }
                else if (sent < change.Version
                    && (!_unsent.TryGetValue((change.Kind, change.Id), out var waiting) || waiting.Version < change.Version))
                {
                    _unsent[(change.Kind, change.Id)] = change;
                }
            }
        }
    }

    /// <summary>What changed at or below this position has been taken.</summary>
    public void Repaired(long through)
    {
        lock (_gate)
        {
            _watermark = Math.Max(_watermark, through);
        }
    }

    /// <summary>The next batch tells its screens what they should have.</summary>
    public void AskForDigest()
    {
        lock (_gate)
        {
            _isDigestDue = true;
            _fulfilments.ForgetOver();
        }
    }

    /// <summary>What is to be sent now; null where there is nothing.</summary>
    public Batch? Gather()
    {
        lock (_gate)
        {
            if (_unsent.Count == 0 && !_isDigestDue)
            {
                return null;
            }

            Change[] changes = [.. _unsent.Values];
            _unsent.Clear();
            foreach (var change in changes)
            {
                Set(change.Kind).Put(change);
            }

            var digest = new DigestMessage(Key.Name, _watermark, _items.Digest, Key.Kind == WatchKind.Location ? _fulfilments.Digest : null);
            var batch = new Batch(Key, changes, _told, _watermark, digest, _isDigestDue);
            (_told, _isDigestDue) = (_watermark, false);
            return batch;
        }
    }

    private VersionSet Set(ChangeKind kind) => kind == ChangeKind.Fulfilment ? _fulfilments : _items;
}
