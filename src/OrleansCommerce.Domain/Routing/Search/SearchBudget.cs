namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// When to stop before the best plan is proven. Nodes are counted here; time is whatever <see cref="Clock"/> counts, since the domain has
/// none of its own. Something is found first, whatever the budget.
/// </summary>
/// <param name="NodesMax">Nodes of the search tree.</param>
/// <param name="Clock">Null: time does not count.</param>
/// <param name="Deadline">On the same scale as <see cref="Clock"/>.</param>
public readonly record struct SearchBudget(int NodesMax, Func<long>? Clock = null, long Deadline = long.MaxValue)
{
    public static SearchBudget Unlimited => new(int.MaxValue);

    public bool IsSpent(int nodes) => nodes >= NodesMax || (Clock is { } clock && clock() >= Deadline);
}
