using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Supply.Transfers;

/// <summary>
/// What a transfer records. What it does to stock items is recorded before it is done, and that it is done is recorded after: so whoever
/// takes over from a process that was interrupted knows what to do again.
/// </summary>
public abstract record TransferCommand;

/// <summary>Somebody wants these goods moved: from now on they are being held at <see cref="From"/>.</summary>
public sealed record RequestTransfer(string From, string To, ImmutableArray<TransferLine> Lines, DateTimeOffset? ExpectedAt) : TransferCommand;

/// <summary>Every line is held, without an end: the transfer is planned.</summary>
public sealed record PlanTransfer : TransferCommand;

/// <summary>The lines could not be held, and none is: nobody wants anything any more.</summary>
public sealed record RefuseTransfer : TransferCommand;

/// <summary>A try to hold the lines has failed, and what it holds is about to be taken back.</summary>
public sealed record GiveUpTry(long Round) : TransferCommand;

/// <summary>The goods leave <c>From</c>: they are on no shelf until they are received.</summary>
public sealed record ShipTransfer : TransferCommand;

/// <summary>The goods have come to <c>To</c>. Null: all of them; otherwise what is not among the lines was lost on the way.</summary>
public sealed record ReceiveTransfer(ImmutableArray<TransferLine>? Lines) : TransferCommand;

/// <summary>The goods stay where they are.</summary>
public sealed record CancelTransfer : TransferCommand;

/// <summary>What was recorded last has been done at every stock item.</summary>
public sealed record SettleTransfer : TransferCommand;
