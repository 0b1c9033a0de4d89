using System.Diagnostics;

namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The live holds of one item. Most items have one hold or a few at a time, and there are a million items: a few are looked through one
/// by one, and the dictionary and the heap are made when there are more. What is asked at every command is answered without a look at the
/// holds: of a million items hardly one is in the processor's cache.
/// </summary>
internal struct LiveHolds
{
    private const int FewMax = 8;

    private const long Never = long.MaxValue;

    // The one hold itself, or the few in the order in which they came, or the many.
    private object? _holds;

    // Of the few: when somebody must look at the first of them, eight bits of each one's id, and how many are confirmed.
    private long _nextTicks;
    private ulong _marks;
    private byte _confirmed;
    private int _count;

    public readonly int Count => _count;

    public readonly IEnumerable<Hold> All => _holds switch
    {
        Hold only => [only],
        Hold[] few => few.Take(_count),
        ManyHolds many => many.ById.Values,
        _ => [],
    };

    public readonly Hold? Find(string reservationId)
    {
        switch (_holds)
        {
            case null:
                return null;
            case ManyHolds many:
                return many.ById.GetValueOrDefault(reservationId);
            default:
                var index = IndexOf(reservationId);
                return index < 0 ? null : At(index);
        }
    }

    /// <exception cref="ArgumentException">There is one with this id.</exception>
    public void Add(Hold hold)
    {
        if (Find(hold.ReservationId) is not null)
        {
            throw new ArgumentException($"There is a hold of {hold.ReservationId} already.", nameof(hold));
        }

        if (_holds is Hold[] full && _count == FewMax)
        {
            _holds = new ManyHolds(full);
        }

        switch (_holds)
        {
            case null:
                _holds = hold;
                break;
            case Hold only:
                _holds = new[] { only, hold };
                break;
            case Hold[] few:
                if (_count == few.Length)
                {
                    Array.Resize(ref few, FewMax / 2 > _count ? FewMax / 2 : FewMax);
                    _holds = few;
                }

                few[_count] = hold;
                break;
            case ManyHolds many:
                many.Add(hold);
                break;
        }

        if (_holds is not ManyHolds)
        {
            Note(hold);
        }

        _count++;
    }

    public void Remove(Hold hold)
    {
        hold.DueEntry = 0;
        hold.HasEnded = true;
        if (_holds is ManyHolds many)
        {
            if (!many.ById.Remove(hold.ReservationId))
            {
                return;
            }
        }
        else if (IndexOf(hold.ReservationId) is var index and >= 0)
        {
            if (_holds is Hold[] few)
            {
                few.AsSpan(index + 1, _count - index - 1).CopyTo(few.AsSpan(index));
                few[_count - 1] = null!;
            }

            _marks = Without(_marks, index);
            _confirmed -= hold.IsConfirmed ? (byte)1 : (byte)0;
        }
        else
        {
            return;
        }

        _count--;
        if (_count == 0)
        {
            this = default;
        }
        else if (hold.DueTicks == _nextTicks)
        {
            LookForNext();
        }
    }

    /// <summary>To be called whenever the hold's time has changed.</summary>
    public void Reschedule(Hold hold)
    {
        if (_holds is ManyHolds many)
        {
            many.Due.Add(hold, many.ById);
        }
        else
        {
            LookForNext();
        }
    }

    /// <summary>To be called once when a hold is confirmed, in the order of time.</summary>
    public void Confirmed(Hold hold)
    {
        Debug.Assert(hold.IsConfirmed, "It is confirmed before this is called.");
        if (_holds is ManyHolds many)
        {
            many.Confirmed.Add(hold, many.ById);
        }
        else
        {
            _confirmed++;
        }
    }

    /// <summary>After holds were added that had been confirmed before.</summary>
    public readonly void Reorder()
    {
        if (_holds is ManyHolds many)
        {
            many.Confirmed.Rebuild(many.ById);
        }
    }

    /// <summary>Since when the confirmed hold waits that waits longest; 0 where there is none.</summary>
    public readonly long OldestConfirmedTicks()
    {
        if (_holds is ManyHolds many)
        {
            return many.Confirmed.OldestTicks();
        }

        if (_confirmed == 0)
        {
            return 0;
        }

        var oldest = Never;
        for (var i = 0; i < _count; i++)
        {
            oldest = At(i).IsConfirmed ? Math.Min(oldest, At(i).ConfirmedAtTicks) : oldest;
        }

        return oldest;
    }

    /// <summary>When somebody must look at the first of them. Null: never.</summary>
    public readonly long? NextTicks()
    {
        if (_holds is ManyHolds many)
        {
            return many.Due.NextTicks();
        }

        return _count == 0 || _nextTicks == Never ? null : _nextTicks;
    }

    /// <summary>Up to <paramref name="limit"/> holds that are due and not in doubt, earliest first.</summary>
    public readonly List<Hold> Due(DateTimeOffset now, int limit)
    {
        if (_holds is ManyHolds many)
        {
            return many.Due.Due(now, limit);
        }

        var due = All.Where(hold => hold.IsDue(now)).ToList();
        due.Sort(static (x, y) => DueHolds.Compare(x.HeldUntilTicks, x, y.HeldUntilTicks, y));
        return due.Count > limit ? due[..limit] : due;
    }

    private readonly Hold At(int index) => _holds is Hold[] few ? few[index] : (Hold)_holds!;

    private readonly int IndexOf(string reservationId)
    {
        var (mark, marks) = (Mark(reservationId), _marks);
        for (var i = 0; i < _count; i++, marks >>= 8)
        {
            if ((byte)(marks & 0xFF) == mark && At(i).ReservationId == reservationId)
            {
                return i;
            }
        }

        return -1;
    }

    // Of the last of the few, which is not counted yet.
    private void Note(Hold hold)
    {
        var next = hold.DueTicks ?? Never;
        _nextTicks = _count == 0 ? next : Math.Min(_nextTicks, next);
        _marks |= (ulong)Mark(hold.ReservationId) << (8 * _count);
        _confirmed += hold.IsConfirmed ? (byte)1 : (byte)0;
    }

    private void LookForNext()
    {
        if (_holds is ManyHolds)
        {
            return;
        }

        _nextTicks = Never;
        for (var i = 0; i < _count; i++)
        {
            _nextTicks = Math.Min(_nextTicks, At(i).DueTicks ?? Never);
        }
    }

    private static ulong Without(ulong marks, int index)
    {
        var below = (1UL << (8 * index)) - 1;
        return (marks & below) | ((marks >> 8) & ~below);
    }

    private static byte Mark(string reservationId)
    {
        var mix = 0U;
        foreach (var c in reservationId)
        {
            mix = unchecked((mix * 31) + c);
        }

        return (byte)(unchecked(mix * 0x9E37_79B1U) >> 24);
    }
}
