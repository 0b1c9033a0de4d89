using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Inbound;

/// <summary>What can be said of the goods that are to come of one SKU.</summary>
public abstract record InboundCommand;

/// <summary>So many units are to come in all; takes the place of what was announced under the same id, but not of what has come of it.</summary>
public sealed record ExpectInbound(string LocationId, string InboundId, long Quantity, DateTimeOffset? ExpectedAt) : InboundCommand;

/// <summary>They do not come after all.</summary>
public sealed record WithdrawInbound(string LocationId, string InboundId) : InboundCommand;

/// <summary>A receipt that names them was booked at <see cref="MovedAt"/>; one that was booked before they were announced does not count.</summary>
public sealed record ArriveInbound(string LocationId, string InboundId, string MovementId, long Quantity, DateTimeOffset MovedAt) : InboundCommand;

/// <summary>What has happened to the goods that are to come of one SKU.</summary>
public abstract record InboundEvent(DateTimeOffset At);

public sealed record InboundExpected(
    DateTimeOffset At, string LocationId, string InboundId, long Quantity, DateTimeOffset? ExpectedAt) : InboundEvent(At);

public sealed record InboundWithdrawn(DateTimeOffset At, string LocationId, string InboundId) : InboundEvent(At);

public sealed record InboundArrived(DateTimeOffset At, string LocationId, string InboundId, string MovementId, long Quantity) : InboundEvent(At);

/// <summary>The events to append, or that there are too many lots already.</summary>
public readonly record struct InboundDecision(ImmutableArray<InboundEvent> Events, bool IsTooMany = false);
