namespace OrleansCommerce.Server.Http.Stock;

/// <summary>Goods come, go or are found to be otherwise.</summary>
public sealed record MovementBody
{
    /// <summary>The caller's own id, unique within the item: a retry with it changes nothing.</summary>
    public string? MovementId { get; init; }

    /// <summary>
    /// <c>receipt</c>, <c>sale</c>, <c>adjustment</c>, <c>count</c>, <c>damage</c>, <c>transferOut</c>, <c>transferIn</c> or <c>return</c>.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Whole units: 1 to 1,000,000,000; signed for an adjustment; what is there, from 0, for a count.</summary>
    public long? Quantity { get; init; }

    /// <summary>At most 200 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>RFC 3339; at most a day ahead.</summary>
    public string? OccurredAt { get; init; }

    /// <summary>For a count: the version of the item that was counted.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>For a receipt: the announced goods that have come. Where it is left out, a reason that is the id of announced goods says the same.</summary>
    public string? InboundId { get; init; }

    /// <summary>The feed that tells it, by whose rules it is settled.</summary>
    public string? Source { get; init; }

    /// <summary>The source's own, from 0: what it says absolutely, in counts, is settled by its highest version.</summary>
    public long? SourceVersion { get; init; }
}

/// <summary>Units that are never promised, 0 to 1,000,000,000.</summary>
public sealed record SafetyStockBody(long? Quantity);
