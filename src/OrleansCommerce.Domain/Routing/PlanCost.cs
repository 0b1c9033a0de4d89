namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// Costs as whole numbers: ten-thousandths of the policy's unit, so that sums are exact and ties are ties. Beneath each is room for a
/// location's rank; of plans that cost the same the one whose locations have the least ranks wins.
/// </summary>
internal static class PlanCost
{
    public const double UnitsPerCost = 10_000;

    /// <summary>What a single part may cost; more counts as that much.</summary>
    public const double CostMax = 1_000_000;

    /// <summary>Ranks of the most locations that a plan may have stay below 2 to this power.</summary>
    public const int RankBits = 17;

    public static long Whole(double cost) => (long)Math.Round(Math.Clamp(cost, 0, CostMax) * UnitsPerCost);

    public static long Ranked(double cost, int rank) => (Whole(cost) << RankBits) + rank;

    /// <summary>The cost that a ranked sum stands for.</summary>
    public static double Of(long ranked) => (ranked >> RankBits) / UnitsPerCost;
}
