using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// What a stock item answers to a command: the figures it leads to, the hold it concerns, or why not.
/// </summary>
/// <param name="IsRepeated">The command was answered before; this is the same answer and nothing has changed.</param>
/// <param name="Booked">Of a count: the units that stood in the books before.</param>
/// <param name="IsContended">Refused, but it would have been enough but for holds of baskets that are not settled yet.</param>
/// <param name="Outcome">Of a movement: whether it was booked, or only recorded.</param>
[GenerateSerializer]
[Immutable]
[Alias("stock.answer")]
public sealed record StockAnswer(
    [property: Id(0)] StockFigures Figures, [property: Id(1)] HoldFigures? Hold = null, [property: Id(2)] StockRefusal? Refusal = null,
    [property: Id(3)] bool IsRepeated = false, [property: Id(4)] bool IsContended = false, [property: Id(5)] long? Booked = null,
    [property: Id(6)] MoveOutcome Outcome = MoveOutcome.Booked);

/// <summary>What a count of a source would come to, if it were sent now.</summary>
/// <param name="OnHandAt">What the engine has for the time of the count.</param>
/// <param name="IsExact">False: more has happened since than the item remembers, so <paramref name="OnHandAt"/> is as near as can be said.</param>
/// <param name="Delta">By how much on hand would change.</param>
/// <param name="Deficit">By how much more would be held than is there.</param>
[GenerateSerializer]
[Immutable]
[Alias("stock.preview")]
public sealed record CountPreview(
    [property: Id(0)] StockFigures Figures, [property: Id(1)] long OnHandAt, [property: Id(2)] bool IsExact, [property: Id(3)] MoveOutcome Outcome,
    [property: Id(4)] long Delta, [property: Id(5)] long Deficit);
