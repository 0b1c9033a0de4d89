using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Supply.Transfers;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;

namespace OrleansCommerce.Grains.Supply.Transfers;

/// <summary>
/// Coordinates one transfer between two locations. Its key is the transfer's id. Each step is recorded before it is carried out at the
/// stock items; what an interruption left undone is done by the next call, or by the sweep.
/// </summary>
[Alias("transfer")]
public interface ITransferGrain : IGrainWithStringKey
{
    /// <summary>Holds every line where it is, or none and says what was short.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("plan")]
    Task<TransferAnswer> Plan(TransferRequest request, Origin origin);

    [Alias("read")]
    Task<TransferAnswer> Read();

    /// <summary>The goods leave.</summary>
    [Alias("ship")]
    Task<TransferAnswer> Ship(Origin origin);

    /// <summary>The goods have come; what is not among the lines was lost on the way. Null: all have come.</summary>
    [Alias("receive")]
    Task<TransferAnswer> Receive(ImmutableArray<TransferLine>? lines, Origin origin);

    /// <summary>The goods stay: before they are shipped.</summary>
    [Alias("cancel")]
    Task<TransferAnswer> Cancel(Origin origin);

    /// <summary>Carries out what was recorded and not carried out, if anything.</summary>
    [Alias("settle")]
    Task Settle();
}

/// <summary>What is to be moved. Lines are in canonical form (<see cref="TransferLines.Sum"/>).</summary>
[GenerateSerializer]
[Immutable]
[Alias("transfer.request")]
public sealed record TransferRequest(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] ImmutableArray<TransferLine> Lines,
    [property: Id(3)] DateTimeOffset? ExpectedAt);

/// <summary>A transfer as it is, or why a command on it was refused.</summary>
/// <param name="IsRepeated">The command was answered before; nothing has changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("transfer.answer")]
public sealed record TransferAnswer(
    [property: Id(0)] TransferFigures? Transfer, [property: Id(1)] TransferProblem Problem = TransferProblem.None,
    [property: Id(2)] ImmutableArray<Shortfall> Shortfalls = default, [property: Id(3)] bool IsRepeated = false);

/// <summary>One transfer as others see it. Received and lost units are told once it is received.</summary>
[GenerateSerializer]
[Immutable]
[Alias("transfer.figures")]
public sealed record TransferFigures(
    [property: Id(0)] string TransferId, [property: Id(1)] TransferStatus Status, [property: Id(2)] string From, [property: Id(3)] string To,
    [property: Id(4)] ImmutableArray<TransferLine> Lines, [property: Id(5)] ImmutableArray<TransferLine> Received,
    [property: Id(6)] ImmutableArray<TransferLine> Lost, [property: Id(7)] DateTimeOffset? ExpectedAt, [property: Id(8)] DateTimeOffset PlannedAt,
    [property: Id(9)] DateTimeOffset? ShippedAt, [property: Id(10)] DateTimeOffset? EndedAt);

[GenerateSerializer]
[Alias("transfer.problem")]
public enum TransferProblem
{
    None,
    IdReused,
    Unknown,
    WrongState,
    MoreThanShipped,
    InsufficientStock,
    /// <summary>An item has as many holds alive as it may have.</summary>
    TooManyHolds,
    /// <summary>A line asks for more than one line may.</summary>
    QuantityLimit,
}
