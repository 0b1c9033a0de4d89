using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>One transfer as its coordinator knows it. Changed by <see cref="TransferMachine.Apply"/> alone.</summary>
public sealed class TransferState
{
    public long Version { get; internal set; }
    public TransferStatus Status { get; internal set; }
    public string From { get; internal set; } = "";
    public string To { get; internal set; } = "";
    public ImmutableArray<TransferLine> Lines { get; internal set; } = [];
    public DateTimeOffset? ExpectedAt { get; internal set; }
    public ImmutableArray<TransferLine> Received { get; internal set; } = [];
    public ImmutableArray<TransferLine> Lost { get; internal set; } = [];
    public DateTimeOffset PlannedAt { get; internal set; }
    public DateTimeOffset? ShippedAt { get; internal set; }

    /// <summary>When it was received or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Tries to hold the lines up to this one are known to have failed.</summary>
    public long RoundsSettled { get; internal set; }

    /// <summary>What was recorded last is still to be done at the stock items, or somebody is at it.</summary>
    public bool IsUnsettled { get; internal set; }
    public DateTimeOffset Time { get; internal set; }

    public bool Exists => Status != TransferStatus.None;

    /// <summary>Units on no shelf: shipped, and neither received nor lost.</summary>
    public ImmutableArray<TransferLine> InTransit => Status == TransferStatus.Shipped ? Lines : [];

    public DateTimeOffset EffectiveTime(DateTimeOffset clock) => clock > Time ? clock : Time;
}

public enum TransferStatus
{
    None,
    /// <summary>Its lines are being held; nobody was told that they are.</summary>
    Requested,
    Planned,
    Shipped,
    Received,
    Cancelled,
}
