namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// When to stop before the best plan is proven. Nodes and work are counted here, so that a search that they stop stops at the same place
/// always; time is whatever <see cref="Clock"/> counts, since the domain has none of its own. Something is looked for first, whatever the
/// budget.
/// </summary>
/// <param name="NodesMax">Nodes of the search tree.</param>
/// <param name="WorkMax">Offers looked at: a million take some milliseconds.</param>
/// <param name="Clock">Null: time does not count.</param>
/// <param name="Deadline">On the same scale as <see cref="Clock"/>.</param>
public readonly record struct SearchBudget(
    int NodesMax, long WorkMax = long.MaxValue, Func<long>? Clock = null, long Deadline = long.MaxValue)
{
    public static SearchBudget Unlimited => new(int.MaxValue);

    public bool IsSpent(int nodes, long work) => nodes >= NodesMax || work >= WorkMax || (Clock is { } clock && clock() >= Deadline);
}
