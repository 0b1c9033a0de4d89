namespace OrleansCommerce.Journal;

/// <summary>
/// One of the two things that streams may lack. It knows the lowest position of a frame that is lacking without looking at all of them:
/// the positions stand in a queue as they were entered, which is nearly always their order, and one that has meanwhile been shown is
/// left out when its turn comes. Callers hold the lock of <see cref="ViewProgress"/>.
/// </summary>
/// <param name="lackOf">What the stream of an entry lacks now.</param>
internal sealed class ViewBacklog(Func<int, ViewLack> lackOf)
{
    private const int PlacesMin = 1_024;

    // Every lack stands in one of them with its present position.
    private readonly Queue<(long From, int Entry)> _inOrder = new();
    private readonly PriorityQueue<int, long> _others = new();
    private long _last;

    /// <summary>How many streams lack something.</summary>
    public int Count { get; private set; }

    /// <summary>The entries of the streams that lack something, some perhaps twice.</summary>
    public IEnumerable<int> Entries =>
        _inOrder.Where(IsValid).Select(static place => place.Entry)
            .Concat(_others.UnorderedItems.Where(place => IsValid((place.Priority, place.Element))).Select(static place => place.Element));

    public void Enter(int entry, ref ViewLack lack, long version, long position)
    {
        var known = lack;
        if (!known.IsThere)
            Count++;
        lack = known.IsThere ? new ViewLack(Math.Max(known.Version, version), Math.Min(known.From, position)) : new ViewLack(version, position);
        if (lack.From != known.From)
            Note(entry, lack.From);
    }

    /// <summary>The stream is shown up to a version, whose record is at a position.</summary>
    public void Show(int entry, ref ViewLack lack, long version, long position)
    {
        if (!lack.IsThere)
            return;
        if (version >= lack.Version)
        {
            End(ref lack);
        }
        else if (position >= lack.From)
        {
            // A hot item always has a newer frame than the row that is shown, so the lack moves up instead of staying at its first
            // frame: what is not shown lies above the row's own position.
            lack = lack with { From = position + 1 };
            Note(entry, lack.From);
        }
    }

    /// <summary>The stream ends at a version.</summary>
    public void Correct(ref ViewLack lack, long version)
    {
        if (!lack.IsThere || lack.Version <= version)
            return;
        if (version > 0)
            lack = lack with { Version = version };
        else
            End(ref lack);
    }

    /// <summary>Nothing at or below this position is lacking.</summary>
    public long Through(long newest)
    {
        while (_inOrder.TryPeek(out var first) && !IsValid(first))
            _inOrder.Dequeue();
        while (_others.TryPeek(out var entry, out var from) && !IsValid((from, entry)))
            _others.Dequeue();
        if (_inOrder.TryPeek(out var lowest))
            newest = Math.Min(newest, lowest.From - 1);
        return _others.TryPeek(out _, out var other) ? Math.Min(newest, other - 1) : newest;
    }

    private void End(ref ViewLack lack)
    {
        lack = default;
        Count--;
    }

    private void Note(int entry, long from)
    {
        if (_inOrder.Count + _others.Count > PlacesMin + (4 * Count))
            LeaveOut();
        if (_inOrder.Count > 0 && from < _last)
        {
            _others.Enqueue(entry, from);
            return;
        }
        _inOrder.Enqueue((from, entry));
        _last = from;
    }

    // While the lowest stays, nobody's turn comes.
    private void LeaveOut()
    {
        for (var left = _inOrder.Count; left > 0; left--)
        {
            if (_inOrder.Dequeue() is var place && IsValid(place))
                _inOrder.Enqueue(place);
        }
        var others = _others.UnorderedItems.Where(place => IsValid((place.Priority, place.Element))).ToArray();
        _others.Clear();
        _others.EnqueueRange(others);
    }

    private bool IsValid((long From, int Entry) place) => lackOf(place.Entry) is { IsThere: true } lack && lack.From == place.From;
}
