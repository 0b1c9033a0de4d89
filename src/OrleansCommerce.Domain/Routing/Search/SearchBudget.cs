namespace OrleansCommerce.Domain.Routing.Search;

/// <summary>
/// When to stop before the best plan is proven. Nodes and work are counted here, so that a search that they stop stops at the same place
/// always; time is whatever <see cref="Clock"/> counts, since the domain has none of its own. Something is looked for first, whatever the
/// budget, as long as <see cref="Deadline"/> has not come.
/// </summary>
/// <param name="NodesMax">Nodes of the search tree.</param>
/// <param name="WorkMax">Offers looked at: a million take some milliseconds.</param>
/// <param name="Clock">Null: time does not count.</param>
/// <param name="Deadline">On the same scale as <see cref="Clock"/>: when everything ends, of a whole routing as well.</param>
/// <param name="Patience">On the same scale: for how long one search looks for something better than it found first.</param>
public readonly record struct SearchBudget(
    int NodesMax, long WorkMax = long.MaxValue, Func<long>? Clock = null, long Deadline = long.MaxValue, long Patience = long.MaxValue)
{
    public static SearchBudget Unlimited => new(int.MaxValue);

    /// <summary>Whether everything ends now.</summary>
    public bool IsLate => Clock is { } clock && clock() >= Deadline;

    /// <summary>When a search that begins now has looked for long enough.</summary>
    internal long SearchUntil =>
        Clock is not { } clock ? long.MaxValue : clock() is var now && Patience < Deadline - now ? now + Patience : Deadline;

    internal bool IsCounted(int nodes, long work) => nodes >= NodesMax || work >= WorkMax;
}
