namespace OrleansCommerce.Grains.Audit;

/// <summary>What the journal says of one item.</summary>
internal sealed class StockAccount
{
    private Dictionary<string, long>? _holds;

    public long Version { get; set; }
    public long Received { get; private set; }
    public long GoneOut { get; private set; }
    public long OnHand => Received - GoneOut;
    public long Reserved => _holds?.Values.Sum() ?? 0;
    public int Holds => _holds?.Count ?? 0;

    public void Move(long delta)
    {
        if (delta > 0)
        {
            Received += delta;
        }
        else
        {
            GoneOut -= delta;
        }
    }

    public void Hold(string reservationId, long quantity)
    {
        _holds ??= new(StringComparer.Ordinal);
        var left = _holds.GetValueOrDefault(reservationId) + quantity;
        if (left == 0)
        {
            End(reservationId);
        }
        else
        {
            _holds[reservationId] = left;
        }
    }

    public void End(string reservationId)
    {
        _holds?.Remove(reservationId);
        if (_holds is { Count: 0 })
        {
            _holds = null;
        }
    }
}
