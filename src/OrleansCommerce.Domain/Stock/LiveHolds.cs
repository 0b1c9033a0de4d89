namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The live holds of one item. Most items have one hold or a few at a time, and there are a million items: a few are looked through one
/// by one, and the dictionary and the heap are made when there are more.
/// </summary>
internal sealed class LiveHolds
{
    private const int FewMax = 8;

    private const long Never = long.MaxValue;

    // The one hold itself, or the few in the order in which they came, or the many.
    private object? _holds;
    private int _count;

    public int Count => _count;

    public IEnumerable<Hold> All => _holds switch
    {
        Hold only => [only],
        Hold[] few => few.Take(_count),
        ManyHolds many => many.ById.Values,
        _ => [],
    };

    public Hold? Find(string reservationId)
    {
        switch (_holds)
        {
            case Hold only:
                return only.ReservationId == reservationId ? only : null;
            case Hold[] few:
                var index = IndexIn(few, reservationId);
                return index < 0 ? null : few[index];
            case ManyHolds many:
                return many.ById.GetValueOrDefault(reservationId);
            default:
                return null;
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

        _count++;
    }

    public void Remove(Hold hold)
    {
        hold.DueEntry = 0;
        hold.HasEnded = true;
        switch (_holds)
        {
            case Hold[] few:
                var index = IndexIn(few, hold.ReservationId);
                if (index < 0)
                {
                    return;
                }

                few.AsSpan(index + 1, _count - index - 1).CopyTo(few.AsSpan(index));
                few[_count - 1] = null!;
                break;
            case ManyHolds many when !many.ById.Remove(hold.ReservationId):
                return;
        }

        _count--;
        if (_count == 0)
        {
            _holds = null;
        }
    }

    /// <summary>To be called whenever the hold's time has changed.</summary>
    public void Reschedule(Hold hold)
    {
        if (_holds is ManyHolds many)
        {
            many.Due.Add(hold, many.ById);
        }
    }

    /// <summary>To be called once when a hold is confirmed, in the order of time.</summary>
    public void Confirmed(Hold hold)
    {
        if (_holds is ManyHolds many && hold.IsConfirmed)
        {
            many.Confirmed.Add(hold, many.ById);
        }
    }

    /// <summary>After holds were added that had been confirmed before.</summary>
    public void Reorder()
    {
        if (_holds is ManyHolds many)
        {
            many.Confirmed.Rebuild(many.ById);
        }
    }

    /// <summary>Since when the confirmed hold waits that waits longest; 0 where there is none.</summary>
    public long OldestConfirmedTicks()
    {
        switch (_holds)
        {
            case Hold only:
                return only.ConfirmedAtTicks;
            case ManyHolds many:
                return many.Confirmed.OldestTicks();
            case Hold[] few:
                var oldest = Never;
                for (var i = 0; i < _count; i++)
                {
                    oldest = few[i].IsConfirmed ? Math.Min(oldest, few[i].ConfirmedAtTicks) : oldest;
                }

                return oldest == Never ? 0 : oldest;
            default:
                return 0;
        }
    }

    /// <summary>When somebody must look at the first of them. Null: never.</summary>
    public long? NextTicks()
    {
        switch (_holds)
        {
            case Hold only:
                return only.DueTicks;
            case ManyHolds many:
                return many.Due.NextTicks();
            case Hold[] few:
                var next = Never;
                for (var i = 0; i < _count; i++)
                {
                    next = Math.Min(next, few[i].DueTicks ?? Never);
                }

                return next == Never ? null : next;
            default:
                return null;
        }
    }

    /// <summary>Up to <paramref name="limit"/> holds that are due and not in doubt, earliest first.</summary>
    public List<Hold> Due(DateTimeOffset now, int limit)
    {
        if (_holds is ManyHolds many)
        {
            return many.Due.Due(now, limit);
        }

        var due = All.Where(hold => hold.IsDue(now)).ToList();
        due.Sort(static (x, y) => DueHolds.Compare(x.HeldUntilTicks, x, y.HeldUntilTicks, y));
        return due.Count > limit ? due[..limit] : due;
    }

    private int IndexIn(Hold[] few, string reservationId)
    {
        for (var i = 0; i < _count; i++)
        {
            if (few[i].ReservationId == reservationId)
            {
                return i;
            }
        }

        return -1;
    }
}
