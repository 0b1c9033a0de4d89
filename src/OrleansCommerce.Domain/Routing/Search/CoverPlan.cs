using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>What the search came to.</summary>
/// <param name="Cost">Of the plan. Null: none was found.</param>
/// <param name="Bound">No plan costs less. Where <see cref="IsProven"/> it is the cost itself.</param>
/// <param name="IsProven">The plan is the best there is; or, without one, there is none.</param>
/// <param name="Work">Offers looked at.</param>
/// <param name="Picks">By line, then location.</param>
public sealed record CoverPlan(long? Cost, long Bound, bool IsProven, int Nodes, long Work, ImmutableArray<CoverPick> Picks);

/// <summary>A location gives units to a line.</summary>
public readonly record struct CoverPick(int Line, int Location, long Units);
