using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>What has happened to a transfer between two locations.</summary>
public abstract record TransferEvent(DateTimeOffset At);

public sealed record TransferRequested(
    DateTimeOffset At, string From, string To, ImmutableArray<TransferLine> Lines, DateTimeOffset? ExpectedAt) : TransferEvent(At);

public sealed record TransferPlanned(DateTimeOffset At) : TransferEvent(At);

/// <summary>Nothing is left of the request: the id may be used again.</summary>
public sealed record TransferRefused(DateTimeOffset At) : TransferEvent(At);

public sealed record TransferTryFailed(DateTimeOffset At, long Round) : TransferEvent(At);

public sealed record TransferShipped(DateTimeOffset At) : TransferEvent(At);

/// <summary>What has come, and what was lost on the way; together they are what was shipped.</summary>
public sealed record TransferReceived(DateTimeOffset At, ImmutableArray<TransferLine> Received, ImmutableArray<TransferLine> Lost) : TransferEvent(At);

public sealed record TransferCancelled(DateTimeOffset At) : TransferEvent(At);

/// <summary>The stock items know of what was recorded last.</summary>
public sealed record TransferSettled(DateTimeOffset At) : TransferEvent(At);

/// <summary>The transfer has ended, and the stock items know of it. Says all there is to say of it: what came before may be forgotten.</summary>
public sealed record TransferClosed(
    DateTimeOffset At, TransferStatus Status, string From, string To, ImmutableArray<TransferLine> Lines, DateTimeOffset? ExpectedAt,
    ImmutableArray<TransferLine> Received, ImmutableArray<TransferLine> Lost, DateTimeOffset PlannedAt, DateTimeOffset? ShippedAt,
    DateTimeOffset EndedAt) : TransferEvent(At);
