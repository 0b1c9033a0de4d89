namespace OrleansCommerce.Server.Http.Supply;

/// <summary>Goods to be moved from one location to another.</summary>
public sealed record TransferBody
{
    /// <summary>The caller's own id, which makes a retry safe; the server makes one where there is none.</summary>
    public string? TransferId { get; init; }

    /// <summary>The location where they are, and are held from now on.</summary>
    public string? From { get; init; }

    /// <summary>The location where they go; another one.</summary>
    public string? To { get; init; }

    /// <summary>1 to 100 lines; those of one SKU are summed.</summary>
    public IReadOnlyList<TransferLineBody?>? Lines { get; init; }

    /// <summary>When they are expected at <c>to</c>, RFC 3339; at most five years ahead.</summary>
    public string? ExpectedAt { get; init; }
}

/// <summary>Units of one SKU, 1 to 1,000,000.</summary>
public sealed record TransferLineBody(string? Sku, long? Quantity);

/// <summary>What has come of a transfer, from 0 units of each SKU. What is not mentioned was lost on the way.</summary>
public sealed record TransferReceiptBody(IReadOnlyList<TransferLineBody?>? Lines);
