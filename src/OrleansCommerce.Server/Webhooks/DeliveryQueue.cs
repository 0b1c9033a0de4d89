using OrleansCommerce.Domain.Webhooks;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>
/// What one receiver is still to get, in order per key: of each key only the first event is on its way, and what failed is tried again
/// after a pause that grows. When attempts for several events fail one after the other because nobody answers, the receiver counts as down:
/// then one attempt at a time looks whether it is there again, and when it is, everything is due. Knows no clock and no network.
/// </summary>
/// <param name="jitter">From 0 to 1: pauses are drawn out by up to a quarter, so that receivers are not all called at once.</param>
public sealed class DeliveryQueue(WebhookSettings settings, Func<double> jitter)
{
    /// <summary>Failures in a row after which a receiver counts as down, and of how many events: one that nobody can take is no proof.</summary>
    private const int DownAfter = 5;
    private const int DownAfterEvents = 3;
    private const double JitterShare = 0.25;

    /// <summary>What is read ahead at first: a receiver that is slow costs the others no more than that.</summary>
    private const int FirstWindow = 256;

    private readonly Dictionary<string, Queue<Delivery>> _byKey = new(StringComparer.Ordinal);
    private readonly SortedSet<Delivery> _heads = new(Comparer<Delivery>.Create(static (x, y) =>
        x.NextAt.CompareTo(y.NextAt) is not 0 and var byTime ? byTime
        : x.Event.Position.CompareTo(y.Event.Position) is not 0 and var byPosition ? byPosition
        : x.Event.Version.CompareTo(y.Event.Version)));
    private readonly SortedDictionary<(long Position, long Version), Delivery> _pending = [];
    private readonly List<Delivery> _inFlight = [];
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private int _failuresInARow;
    private int _window = Math.Min(FirstWindow, settings.WindowEvents);
    private DateTimeOffset _probeAt;

    public int PendingCount => _pending.Count;

    public int InFlightCount => _inFlight.Count;

    /// <summary>
    /// Whether more should be read. As long as there is enough to send it reads only a little ahead; where events that wait for another
    /// attempt fill that, it reads on to those of other keys, up to the limit of the settings.
    /// </summary>
    public bool HasRoom => _pending.Count < _window;

    /// <summary>Nobody answers there.</summary>
    public bool IsDown => _failuresInARow >= DownAfter && _failing.Count >= DownAfterEvents;

    /// <summary>In the order of the feed.</summary>
    public IEnumerable<Delivery> Pending => _pending.Values;

    /// <summary>To be called in the order of the feed.</summary>
    public void Add(Delivery delivery)
    {
        _pending.Add((delivery.Event.Position, delivery.Event.Version), delivery);
        if (!_byKey.TryGetValue(delivery.Event.Key, out var line))
        {
            _byKey[delivery.Event.Key] = line = new();
        }

        line.Enqueue(delivery);
        if (line.Count == 1)
        {
            _heads.Add(delivery);
        }
    }

    /// <summary>What is to be sent now; null: nothing, or enough is on its way.</summary>
    public Delivery? Take(DateTimeOffset now)
    {
        if (NextDue() is not { } due || due > now)
        {
            if (!HasRoom && !IsDown && _inFlight.Count < settings.InFlightMax)
            {
                _window = Math.Min(_window * 2, settings.WindowEvents);
            }

            return null;
        }

        var head = _heads.Min!;

        _heads.Remove(head);
        head.IsInFlight = true;
        _inFlight.Add(head);
        return head;
    }

    /// <summary>When <see cref="Take"/> has something again though nothing has happened; null: never.</summary>
    public DateTimeOffset? NextDue() =>
        _heads.Min is not { } head || _inFlight.Count >= (IsDown ? 1 : settings.InFlightMax) ? null
        : IsDown ? _probeAt
        : head.NextAt;

    /// <summary>What became of an attempt. Returns what was given up, which is at most the event itself.</summary>
    public DeadLetter? Complete(Delivery delivery, AttemptResult result, DateTimeOffset now)
    {
        delivery.IsInFlight = false;
        _inFlight.Remove(delivery);
        delivery.Attempts++;
        Judge(delivery, result, now);
        if (result.Outcome == AttemptOutcome.Delivered)
        {
            End(delivery);
            return null;
        }

        if (now - delivery.Since >= settings.GiveUpAfter)
        {
            End(delivery);
            return Letter(delivery, now, result.Why);
        }

        var pause = Pause(settings.Pauses[Math.Min(delivery.Attempts, settings.Pauses.Count) - 1]);
        delivery.NextAt = now + (result.RetryAfter > pause ? result.RetryAfter.Value : pause);
        _heads.Add(delivery);
        return null;
    }

    /// <summary>Gives up what has waited too long for a receiver that is down, so that its age does not depend on how many are before it.</summary>
    public IReadOnlyList<DeadLetter> GiveUpOld(DateTimeOffset now)
    {
        if (!IsDown)
        {
            return [];
        }

        var letters = new List<DeadLetter>();
        foreach (var delivery in _pending.Values.Where(d => now - d.Since >= settings.GiveUpAfter).ToList())
        {
            // Only the first of a key can go; the next one of it is first when its turn comes in this same pass.
            if (!delivery.IsInFlight && _byKey[delivery.Event.Key].Peek() == delivery)
            {
                _heads.Remove(delivery);
                End(delivery);
                letters.Add(Letter(delivery, now, "the receiver was down"));
            }
        }

        return letters;
    }

    private void Judge(Delivery delivery, AttemptResult result, DateTimeOffset now)
    {
        if (result.Outcome == AttemptOutcome.Unreachable)
        {
            _failuresInARow++;
            if (_failing.Count < DownAfterEvents)
            {
                _failing.Add(delivery.Event.Id);
            }

            if (IsDown)
            {
                var pause = settings.Pauses[Math.Min(_failuresInARow - DownAfter, settings.Pauses.Count - 1)];
                _probeAt = now + Pause(pause < settings.ProbePauseMax ? pause : settings.ProbePauseMax);
            }

            return;
        }

        if (IsDown)
        {
            // Nobody need wait for a pause that was meant for a receiver that was not there.
            foreach (var head in _heads.ToList())
            {
                _heads.Remove(head);
                head.NextAt = now;
                _heads.Add(head);
            }
        }

        _failuresInARow = 0;
        _failing.Clear();
    }

    private void End(Delivery delivery)
    {
        _pending.Remove((delivery.Event.Position, delivery.Event.Version));
        var line = _byKey[delivery.Event.Key];
        line.Dequeue();
        if (line.TryPeek(out var next))
        {
            _heads.Add(next);
        }
        else
        {
            _byKey.Remove(delivery.Event.Key);
        }
    }

    private TimeSpan Pause(TimeSpan pause) => pause * (1 + (JitterShare * jitter()));

    private static DeadLetter Letter(Delivery delivery, DateTimeOffset now, string why) => new(
        now, delivery.Event.Position, delivery.Event.Version, delivery.Event.Id, delivery.Event.Type, delivery.Event.Key, delivery.Attempts, why);
}
