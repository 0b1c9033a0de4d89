namespace OrleansCommerce.Domain.Stock;

/// <summary>More holds of one item than can be looked through one by one.</summary>
internal sealed class ManyHolds
{
    // Stale entries are dropped when they come up, or all at once when they outnumber the live holds.
    private const int StaleMin = 64;

    private Queue<Hold> _confirmed = new();

    public ManyHolds(Hold[] few)
    {
        foreach (var hold in few)
        {
            Add(hold);
        }

        Reorder();
    }

    public Dictionary<string, Hold> ById { get; } = new(StringComparer.Ordinal);

    public DueHolds Due { get; } = new();

    public void Add(Hold hold)
    {
        ById.Add(hold.ReservationId, hold);
        Due.Add(hold, ById);
    }

    /// <summary>To be called once when a hold is confirmed, in the order of time.</summary>
    public void Confirmed(Hold hold)
    {
        if (_confirmed.Count > StaleMin && _confirmed.Count > ById.Count * 2)
        {
            Reorder();
        }
        else
        {
            _confirmed.Enqueue(hold);
        }
    }

    /// <summary>After holds were added that had been confirmed before.</summary>
    public void Reorder() => _confirmed = new(
        ById.Values.Where(hold => hold.IsConfirmed).OrderBy(hold => hold.ConfirmedAtTicks).ThenBy(hold => hold.ReservationId, StringComparer.Ordinal));

    /// <summary>Since when the confirmed hold waits that waits longest; 0 where there is none.</summary>
    public long OldestConfirmedTicks()
    {
        while (_confirmed.TryPeek(out var oldest))
        {
            if (!oldest.HasEnded)
            {
                return oldest.ConfirmedAtTicks;
            }

            _confirmed.Dequeue();
        }

        return 0;
    }
}
