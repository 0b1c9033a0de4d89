using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Realtime;

/// <summary>
/// One screen's place at one feed. While the screen takes what it is sent, batches go straight on. While it does not, what comes is kept,
/// of each item the newest; when that is too much it is forgotten, and the screen gets what changed since its own watermark once it takes
/// something again. So nobody waits for a slow screen, and it costs a bounded amount.
/// </summary>
internal sealed class Outbox(Feed feed, HubConnectionContext connection, bool withFulfilments, FeedReader reader)
{
    /// <summary>Changes kept for a screen that is slow.</summary>
    public const int PendingMax = 1_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ChangeKind Kind, string Id), Change> _pending = [];
    private DigestMessage? _digest;
    private long _position;
    private long _offered;
    private long _writingSince;
    private bool _isOpen;
    private bool _isWriting;
    private bool _isBehind;
    private bool _isDigestDue;

    public Feed Feed { get; } = feed;

    /// <summary>What the screen was answered, which must be on its way before anything else is.</summary>
    /// <param name="isBehind">There is more than was answered.</param>
    public void Start(long position, bool isBehind)
    {
        lock (_gate)
        {
            (_position, _isBehind) = (position, isBehind);
        }
    }

    /// <summary>The answer is on its way.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = _isWriting = true;
        }

        _ = Task.Run(Drain);
    }

    public void Offer(Batch batch)
    {
        lock (_gate)
        {
            (_offered, _digest) = (batch.Position, batch.Digest);
            if (!_isOpen || _isWriting)
            {
                Keep(batch);
                return;
            }

            _isWriting = true;
        }

        var write = Write(batch.Messages(withFulfilments));
        if (!write.IsCompletedSuccessfully)
        {
            _ = Finish(write, batch.Position);
            return;
        }

        lock (_gate)
        {
            (_position, _isWriting) = (Math.Max(_position, batch.Position), false);
        }
    }

    /// <summary>A screen that has taken nothing for so long is taken for dead: it may come back and ask.</summary>
    public void AbortIfStalled(TimeSpan limit)
    {
        if (Interlocked.Read(ref _writingSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) > limit)
        {
            connection.Abort();
        }
    }

    private void Keep(Batch batch)
    {
        _isDigestDue |= batch.IsDigestDue;
        foreach (var change in batch.Changes)
        {
            _pending[(change.Kind, change.Id)] = change;
        }

        if (_pending.Count > PendingMax)
        {
            _pending.Clear();
            _isBehind = true;
        }
    }

    private async Task Finish(ValueTask write, long position)
    {
        await write;
        lock (_gate)
        {
            _position = Math.Max(_position, position);
        }

        await Drain();
    }

    /// <summary>Sends what is there until nothing is. Runs only while nobody else writes.</summary>
    private async Task Drain()
    {
        while (!connection.ConnectionAborted.IsCancellationRequested)
        {
            try
            {
                if (!await SendNext())
                {
                    return;
                }
            }
            catch (Exception e) when (e is JournalUnavailableException || RetriableException.Covers(e))
            {
                lock (_gate)
                {
                    _isBehind = true;
                }

                await Task.Delay(RetryPause, connection.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> SendNext()
    {
        Change[] changes;
        DigestMessage? digest = null;
        long before, position;
        lock (_gate)
        {
            if (_isBehind)
            {
                // From here on what comes is kept again; what came until now is in what will be read.
                _isBehind = false;
                _pending.Clear();
                changes = [];
                before = position = -1;
            }
            else if (_pending.Count == 0 && !(_isDigestDue && _digest is not null))
            {
                return _isWriting = false;
            }
            else
            {
                (changes, before, position) = ([.. _pending.Values], _position, Math.Max(_position, _offered));
                (digest, _isDigestDue) = (_isDigestDue ? _digest : null, false);
                _pending.Clear();
            }
        }

        await (position < 0 ? CatchUp() : Send(changes, digest, before, position));
        return true;
    }

    private async Task Send(IReadOnlyList<Change> changes, DigestMessage? digest, long before, long position, bool? more = null)
    {
        await Write(LiveMessages.Of(Feed.Key, changes, withFulfilments, before, position, more));
        lock (_gate)
        {
            _position = Math.Max(_position, position);
        }

        if (digest is not null)
        {
            await Write([LiveMessages.Of(withFulfilments ? digest : digest with { Fulfilments = null })]);
        }
    }

    /// <summary>Page by page what changed since this screen's watermark. What is read here the other screens get as well, if it is news.</summary>
    private async Task CatchUp()
    {
        await foreach (var page in reader.Since(Feed.Key, Position))
        {
            Feed.Take(page.Changes);
            await Send(page.Changes, null, Position, page.Position, page.IsLast ? null : true);
        }
    }

    private long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    private async ValueTask Write(IReadOnlyList<SerializedHubMessage> messages)
    {
        foreach (var message in messages)
        {
            Interlocked.Exchange(ref _writingSince, Stopwatch.GetTimestamp());
            await connection.WriteAsync(message);
        }

        Interlocked.Exchange(ref _writingSince, 0);
    }
}
