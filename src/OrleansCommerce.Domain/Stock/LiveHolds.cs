namespace OrleansCommerce.Domain.Stock;

/// <summary>
/// The live holds of one item. Most items have one hold at a time, and there are a million items: the dictionary and the heap are made
/// for the second.
/// </summary>
internal sealed class LiveHolds
{
    private Hold? _only;
    private Dictionary<string, Hold>? _many;
    private DueHolds? _due;

    public int Count => _many?.Count ?? (_only is null ? 0 : 1);

    public IEnumerable<Hold> All => _many is not null ? _many.Values : _only is not null ? [_only] : [];

    public Hold? Find(string reservationId) => _many is not null
        ? _many.GetValueOrDefault(reservationId)
        : _only?.ReservationId == reservationId ? _only : null;

    public void Add(Hold hold)
    {
        if (Count == 0)
        {
            _only = hold;
            return;
        }

        if (_many is null)
        {
            _many = new(StringComparer.Ordinal) { [_only!.ReservationId] = _only };
            _due = new();
            _due.Add(_only, _many);
            Confirmed(_only);
            _only = null;
        }

        _many.Add(hold.ReservationId, hold);
        _due!.Add(hold, _many);
    }

    public void Remove(Hold hold)
    {
        hold.DueEntry = 0;
        hold.HasEnded = true;
        _only = null;
        if (_many is not null && _many.Remove(hold.ReservationId) && _many.Count == 0)
        {
            (_many, _due) = (null, null);
        }
    }

    /// <summary>To be called whenever the hold's time has changed.</summary>
    public void Reschedule(Hold hold) => _due?.Add(hold, _many!);

    /// <summary>To be called once when a hold is confirmed, in the order of time.</summary>
    public void Confirmed(Hold hold)
    {
        if (hold.IsConfirmed)
        {
            _due?.Confirmed.Add(hold, _many!);
        }
    }

    /// <summary>After holds were added that had been confirmed before.</summary>
    public void Reorder() => _due?.Confirmed.Rebuild(_many!);

    /// <summary>Since when the confirmed hold waits that waits longest; 0 where there is none.</summary>
    public long OldestConfirmedTicks() => _due is not null ? _due.Confirmed.OldestTicks() : _only?.ConfirmedAtTicks ?? 0;

    /// <summary>When somebody must look at the first of them. Null: never.</summary>
    public long? NextTicks() => _due is not null ? _due.NextTicks() : _only?.DueTicks;

    public List<Hold> Due(DateTimeOffset now, int limit) =>
        _due is not null ? _due.Due(now, limit) : _only is not null && _only.IsDue(now) ? [_only] : [];
}
