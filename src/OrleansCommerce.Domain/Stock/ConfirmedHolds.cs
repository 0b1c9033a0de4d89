namespace OrleansCommerce.Domain.Stock;

/// <summary>Confirmed holds in the order in which they were confirmed. One that has ended is dropped when it comes up, and all of them when they outnumber the live ones.</summary>
internal sealed class ConfirmedHolds
{
    private Queue<Hold>? _holds;

    public void Add(Hold hold, Dictionary<string, Hold> live)
    {
        if (_holds?.Count > 64 && _holds.Count > live.Count * 2)
        {
            Rebuild(live);
        }
        else
        {
            (_holds ??= new()).Enqueue(hold);
        }
    }

    public void Rebuild(Dictionary<string, Hold> live) => _holds = new(
        live.Values.Where(hold => hold.IsConfirmed).OrderBy(hold => hold.ConfirmedAtTicks).ThenBy(hold => hold.ReservationId, StringComparer.Ordinal));

    /// <summary>When the oldest was confirmed; 0 where there is none.</summary>
    public long OldestTicks()
    {
        while (_holds is not null && _holds.TryPeek(out var oldest))
        {
            if (!oldest.HasEnded)
            {
                return oldest.ConfirmedAtTicks;
            }

            _holds.Dequeue();
        }

        return 0;
    }
}
