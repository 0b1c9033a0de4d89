namespace OrleansCommerce.Domain.Stock;

/// <summary>More holds of one item than can be looked through one by one.</summary>
internal sealed class ManyHolds
{
    public ManyHolds(Hold[] few)
    {
        foreach (var hold in few)
        {
            Add(hold);
        }

        Confirmed.Rebuild(ById);
    }

    public Dictionary<string, Hold> ById { get; } = new(StringComparer.Ordinal);

    public DueHolds Due { get; } = new();

    /// <summary>Those that are due no more, by when they were confirmed.</summary>
    public ConfirmedHolds Confirmed { get; } = new();

    public void Add(Hold hold)
    {
        ById.Add(hold.ReservationId, hold);
        Due.Add(hold, ById);
    }
}
