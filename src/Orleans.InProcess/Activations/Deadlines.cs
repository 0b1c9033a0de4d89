using System.Numerics;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// The items that wait for the same length of time, and so expire in the order in which they came: adding and removing one
/// costs a link, not a timer. Stripes keep threads out of each other's way.
/// </summary>
internal sealed class Deadlines
{
    private readonly CoarseClock _clock;
    private readonly long _afterMs;
    private readonly Line[] _lines;

    public Deadlines(CoarseClock clock, TimeSpan after)
    {
        _clock = clock;

        // The clock is late by up to one step; with a step added no item expires early.
        _afterMs = (long)Math.Ceiling(after.TotalMilliseconds) + clock.StepMs;
        _lines = new Line[Math.Min(16, BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount))];
        for (var i = 0; i < _lines.Length; i++)
            _lines[i] = new Line();
    }

    public void Add(DeadlineItem item)
    {
        var stripe = Environment.CurrentManagedThreadId & (_lines.Length - 1);
        var line = _lines[stripe];
        lock (line)
        {
            item.DueMs = _clock.NowMs + _afterMs;
            item.Stripe = stripe;
            item.Earlier = line.Newest;
            if (line.Newest is { } newest)
                newest.Later = item;
            else
                line.Oldest = item;
            line.Newest = item;
        }
    }

    /// <summary>Takes an item out; one that has expired or was never added is left as it is.</summary>
    public void Remove(DeadlineItem item)
    {
        var stripe = item.Stripe;
        if (stripe == DeadlineItem.Unlinked)
            return;
        var line = _lines[stripe];
        lock (line)
        {
            if (item.Stripe != DeadlineItem.Unlinked)
                line.Unlink(item);
        }
    }

    /// <summary>Expires what is due.</summary>
    public void Sweep()
    {
        foreach (var line in _lines)
        {
            while (line.TakeDue(_clock.NowMs) is { } item)
                item.Expire();
        }
    }

    /// <summary>Takes out everything, due or not, for the end of the host.</summary>
    public void Drain(Action<DeadlineItem> end)
    {
        foreach (var line in _lines)
        {
            while (line.TakeDue(long.MaxValue) is { } item)
                end(item);
        }
    }

    private sealed class Line
    {
        public DeadlineItem? Oldest { get; set; }

        public DeadlineItem? Newest { get; set; }

        public DeadlineItem? TakeDue(long nowMs)
        {
            lock (this)
            {
                if (Oldest is not { } item || item.DueMs > nowMs)
                    return null;
                Unlink(item);
                return item;
            }
        }

        public void Unlink(DeadlineItem item)
        {
            if (item.Earlier is { } earlier)
                earlier.Later = item.Later;
            else
                Oldest = item.Later;
            if (item.Later is { } later)
                later.Earlier = item.Earlier;
            else
                Newest = item.Earlier;
            item.Earlier = null;
            item.Later = null;
            item.Stripe = DeadlineItem.Unlinked;
        }
    }
}
