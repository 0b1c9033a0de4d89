namespace OrleansCommerce.Journal;

/// <summary>
/// A row of the view as a value. Rows wait for seconds, and the latest are kept for longer: as objects they would be what the collector
/// copies from generation to generation most, and each of them would be found by it in another place of an old array.
/// </summary>
internal readonly struct KeptRow(StockRow row)
{
    private const long NoTime = -1;

    private readonly long _onHand = row.OnHand;
    private readonly long _reserved = row.Reserved;
    private readonly long _safetyStock = row.SafetyStock;
    private readonly long _damaged = row.Damaged;
    private readonly long _received = row.Received;
    private readonly long _goneOut = row.GoneOut;
    private readonly long _nextExpiry = row.NextExpiry?.UtcTicks ?? NoTime;
    private readonly long _updatedAt = row.UpdatedAt.UtcTicks;
    private readonly long _oldestConfirmed = row.OldestConfirmed?.UtcTicks ?? NoTime;
    private readonly int _holds = row.Holds;

    public string Sku { get; } = row.Sku;

    public string LocationId { get; } = row.LocationId;

    public long Version { get; } = row.Version;

    public long Position { get; } = row.Position;

    public StockRow ToRow() => new(
        Sku, LocationId, Version, Position, _onHand, _reserved, _safetyStock, _damaged, _received, _goneOut, _holds, TimeOrNone(_nextExpiry),
        Time(_updatedAt), TimeOrNone(_oldestConfirmed));

    /// <summary>More is held than there is.</summary>
    public bool IsShort => _reserved > _onHand;

    /// <summary>Somebody has to look at a hold at or before a time.</summary>
    public bool IsDueBy(long ticks) => _nextExpiry != NoTime && _nextExpiry <= ticks;

    /// <summary>A hold was confirmed at or before a time and is still there.</summary>
    public bool IsConfirmedBy(long ticks) => _oldestConfirmed != NoTime && _oldestConfirmed <= ticks;

    public bool IsOf(string? locationId, string? sku) =>
        (locationId is null || string.Equals(LocationId, locationId, StringComparison.Ordinal))
        && (sku is null || string.Equals(Sku, sku, StringComparison.Ordinal));

    private static DateTimeOffset? TimeOrNone(long ticks) => ticks == NoTime ? null : Time(ticks);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>Whether somebody wants a row.</summary>
internal delegate bool RowCondition(in KeptRow row);
