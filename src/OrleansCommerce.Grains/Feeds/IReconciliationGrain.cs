using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Feeds;

/// <summary>One comparison of a source's figures with the engine's. Its key is <c>source/id</c>.</summary>
[Alias("reconciliation")]
public interface IReconciliationGrain : IGrainWithStringKey
{
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("execute")]
    Task<ReconciliationAnswer> Execute(ReconciliationCommand command, Origin origin);

    /// <summary>Books the next of the differences that are to be applied. To be called until nothing is left; what an end of the process interrupts, the sweep goes on with.</summary>
    [Alias("carry-on")]
    Task<ReconciliationAnswer> CarryOn(Origin origin);

    [Alias("read")]
    Task<ReconciliationAnswer> Read();

    /// <summary>Differences after the first so many, with what became of them.</summary>
    [Alias("page")]
    Task<ImmutableArray<SettledDifference>> Page(int after, int limit);

    /// <summary>Books all that is to be applied and is not yet.</summary>
    [Alias("settle")]
    Task Settle();
}

/// <summary>A reconciliation as others see it.</summary>
/// <param name="Totals">Null until the comparison is complete.</param>
/// <param name="Applicable">Differences that can be applied.</param>
/// <param name="Applied">Of those, how many were.</param>
/// <param name="IsOtherFile">Refused: its id was used for another file.</param>
/// <param name="IsStale">Refused: the comparison is not complete, or another one has taken the place of the caller's.</param>
[GenerateSerializer]
[Immutable]
[Alias("reconciliation.answer")]
public sealed record ReconciliationAnswer(
    [property: Id(0)] bool Exists, [property: Id(1)] int Attempt, [property: Id(2)] DateTimeOffset OpenedAt, [property: Id(3)] ReconciliationTotals? Totals,
    [property: Id(4)] DateTimeOffset? AppliedAt, [property: Id(5)] int Applicable, [property: Id(6)] int Applied, [property: Id(7)] int Differences,
    [property: Id(8)] bool IsOtherFile, [property: Id(9)] bool IsStale, [property: Id(10)] bool IsRepeated);

/// <summary>A difference, and what became of it; null while it is not applied.</summary>
[GenerateSerializer]
[Immutable]
[Alias("reconciliation.difference")]
public sealed record SettledDifference([property: Id(0)] Difference Found, [property: Id(1)] AppliedDifference? Applied);
