using Orleans;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Locations;

/// <summary>The one owner of a location's pick capacity. Its key is the location's id.</summary>
[Alias("capacity")]
public interface ICapacityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides a command; the answer is durable when it arrives. Refusals are in the answer. A slot that is none of the location's, as it is
    /// described now, is refused as invalid.
    /// </summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("execute")]
    Task<CapacityAnswer> Execute(CapacityCommand command, Origin origin);

    /// <summary>What the location has to offer from now on. Null: nobody has described it, or not rightly.</summary>
    [Alias("outlook")]
    Task<LocationFacts?> Outlook();

    /// <summary>What holds pick work here under this id (<c>SlotParticipant.HoldIdOf</c>); null when nothing does, or did lately.</summary>
    [Alias("find")]
    Task<SlotHoldFigures?> FindHold(string holdId);

    /// <summary>The location was described anew. Lost, it is noticed within seconds all the same.</summary>
    [Alias("described")]
    Task Described();

    /// <summary>A basket's part is settled: from now on its hold is no longer a mere try. Lost, it only costs somebody a short wait.</summary>
    [Alias("settle")]
    Task Settle(string holdId);

    /// <summary>Lets go of what is due.</summary>
    /// <returns>Whether a decision is overdue: <see cref="AskDecisions"/>.</returns>
    [Alias("sweep")]
    Task<bool> Sweep();

    /// <summary>Asks for the decisions that are overdue, and carries them out.</summary>
    [Alias("askDecisions")]
    Task AskDecisions();
}

/// <summary>What a location's pick capacity answers to a command: its figures, the hold it concerns, or why not.</summary>
/// <param name="IsContended">Refused, but it would have been enough but for holds of baskets that are not settled yet.</param>
[GenerateSerializer]
[Immutable]
[Alias("capacity.answer")]
public sealed record CapacityAnswer(
    [property: Id(0)] CapacityFigures Figures, [property: Id(1)] SlotHoldFigures? Hold = null, [property: Id(2)] CapacityRefusal? Refusal = null,
    [property: Id(3)] bool IsContended = false);
