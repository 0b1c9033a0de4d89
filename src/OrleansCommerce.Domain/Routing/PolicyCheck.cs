using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>Says what is wrong with a policy, field by field. One with problems is never used.</summary>
public static class PolicyCheck
{
    public const int RulesMax = 200;
    public const double WeightMax = 10_000;
    public const int CarriersMax = 64;

    /// <summary>Empty: it may be used.</summary>
    public static ImmutableArray<InvalidField> Problems(RoutingPolicy policy)
    {
        var found = new List<InvalidField>();
        Check(policy.Version >= 1, "version", "A whole number from 1.", found);
        CheckWeights(policy.Weights, found);
        CheckLimits(policy.Limits, found);
        CheckCarriers(policy.Carriers, found);
        CheckLadder(policy.Ladder, found);
        CheckRejections(policy.Rejections, found);
        RuleCheck.AddTo(found, policy);
        return [.. found];
    }

    internal static void Check(bool isRight, string field, string message, List<InvalidField> found)
    {
        if (!isRight)
        {
            found.Add(new(field, message));
        }
    }

    private static void CheckWeights(RoutingWeights w, List<InvalidField> found)
    {
        CheckNumber("weights.parcel", w.Parcel, 0, WeightMax, found);
        CheckNumber("weights.deliveryKm", w.DeliveryKm, 0, WeightMax, found);
        CheckNumber("weights.pickupKm", w.PickupKm, 0, WeightMax, found);
        CheckNumber("weights.pickedLine", w.PickedLine, 0, WeightMax, found);
        CheckNumber("weights.backlog", w.Backlog, 0, WeightMax, found);
        CheckNumber("weights.waitHour", w.WaitHour, 0, WeightMax, found);
        CheckNumber("weights.lateHour", w.LateHour, 0, WeightMax, found);
        CheckNumber("weights.failedPick", w.FailedPick, 0, WeightMax, found);
        CheckNumber("weights.stockOut", w.StockOut, 0, WeightMax, found);
    }

    private static void CheckLimits(RoutingLimits limits, List<InvalidField> found)
    {
        CheckNumber("limits.pickupKmMax", limits.PickupKmMax, 0.001, 21_000, found);
        CheckNumber("limits.deliveryKmMax", limits.DeliveryKmMax, 0.001, 21_000, found);
        CheckNumber("limits.lateHoursMax", limits.LateHoursMax, 0, 10_000, found);
        CheckNumber("limits.fulfilmentsMax", limits.FulfilmentsMax, 1, RoutingLimits.FulfilmentsCap, found);
        CheckNumber("limits.linePartsMax", limits.LinePartsMax, 1, RoutingLimits.LinePartsCap, found);
        CheckNumber("limits.bufferUnits", limits.BufferUnits, 0, 1_000_000, found);
        CheckNumber("limits.distrustBuffer", limits.DistrustBuffer, 0, 100, found);
        CheckNumber("limits.searchWorkMax", limits.SearchWorkMax, 1, 10_000_000_000, found);
        Check(
            limits.LinePartsMax <= limits.FulfilmentsMax, "limits.linePartsMax",
            "A line can't come from more locations than limits.fulfilmentsMax allows.", found);
    }

    private static void CheckCarriers(ImmutableArray<CarrierTerms> carriers, List<InvalidField> found)
    {
        Check(carriers.Length <= CarriersMax, "carriers", $"At most {CarriersMax} entries.", found);
        for (var i = 0; i < carriers.Length; i++)
        {
            var (carrier, field) = (carriers[i], $"carriers[{i}]");
            var isFirst = carriers.Take(i).All(other => other.Name != carrier.Name);
            Check(!string.IsNullOrWhiteSpace(carrier.Name) && isFirst, $"{field}.name", "The name of a carrier, each once.", found);
            CheckNumber($"{field}.parcelCost", carrier.ParcelCost, 0, WeightMax, found);
            CheckNumber($"{field}.kmCost", carrier.KmCost, 0, WeightMax, found);
            CheckNumber($"{field}.transitHours", carrier.TransitHours, 0, 10_000, found);
            CheckNumber($"{field}.kmPerHour", carrier.KmPerHour, 0.001, 100_000, found);
        }
    }

    private static void CheckLadder(ImmutableArray<RoutingTier> ladder, List<InvalidField> found)
    {
        for (var i = 0; i < ladder.Length; i++)
        {
            var isRung = Enum.IsDefined(ladder[i]) && ladder[i] != RoutingTier.Live && ladder.IndexOf(ladder[i]) == i;
            Check(isRung, $"ladder[{i}]", "One of nextSlot, otherStore, shipToStore, delivery, backorder, each once.", found);
        }
    }

    private static void CheckRejections(ImmutableArray<RejectionTerms> rejections, List<InvalidField> found)
    {
        for (var i = 0; i < rejections.Length; i++)
        {
            var (terms, field) = (rejections[i], $"rejections[{i}]");
            var isKnown = RejectionReasons.All.Contains(terms.Reason) && rejections.Take(i).All(other => other.Reason != terms.Reason);
            Check(isKnown, $"{field}.reason", $"One of {string.Join(", ", RejectionReasons.All)}, each once.", found);
            CheckNumber($"{field}.minutes", terms.Minutes, 0, 525_600, found);
        }
    }

    private static void CheckNumber(string field, double value, double min, double max, List<InvalidField> found) =>
        Check(value >= min && value <= max, field, FormattableString.Invariant($"A number from {min} to {max}."), found);
}
