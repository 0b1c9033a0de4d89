using System.Collections.Immutable;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>What came of the attempt to hold every part.</summary>
/// <param name="HeldUntil">When the first of them ends.</param>
/// <param name="IsContended">Every refusal was for holds that other baskets may take back.</param>
internal sealed record HeldBasket(
    ReservationProblem Problem, DateTimeOffset HeldUntil, ImmutableArray<Shortfall> Shortfalls, ImmutableArray<FullSlot> FullSlots,
    bool IsContended)
{
    /// <exception cref="RetriableException">A decision over the basket is under way; it will have been made when the same command comes again.</exception>
    public static HeldBasket From(IReadOnlyList<ParticipantAnswer> answers)
    {
        if (answers.Any(answer => answer.IsUnsettled))
        {
            throw new RetriableException("A decision over this reservation is under way.");
        }

        var refused = answers.Where(answer => answer.Problem is not null).ToList();
        return refused.Count == 0
            ? new(ReservationProblem.None, answers.Min(answer => answer.HeldUntil)!.Value, [], [], false)
            : new(
                refused.Min(answer => answer.Problem!.Value), default, [.. refused.Select(answer => answer.Shortfall).OfType<Shortfall>()],
                [.. refused.Select(answer => answer.FullSlot).OfType<FullSlot>()], refused.All(answer => answer.IsContended));
    }
}
