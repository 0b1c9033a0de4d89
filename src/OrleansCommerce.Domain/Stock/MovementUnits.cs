namespace OrleansCommerce.Domain.Stock;

/// <summary>What movements do to the units on hand.</summary>
public static class MovementUnits
{
    /// <summary>The change of what is on hand, for every kind but a count, which says what is there.</summary>
    public static long Change(MovementKind kind, long quantity) => kind switch
    {
        MovementKind.Receipt or MovementKind.TransferIn or MovementKind.Return or MovementKind.Adjustment => quantity,
        MovementKind.Sale or MovementKind.Damage or MovementKind.TransferOut => -quantity,
        MovementKind.DamagedReturn => 0,
        _ => throw new InvalidOperationException($"A stock item does not know what {kind} changes."),
    };
}
