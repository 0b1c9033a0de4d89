using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Routing;

/// <summary>What a request comes to: the options, the best first, or why it can't be routed at all; and why not each other location.</summary>
/// <param name="PolicyVersion">The policy that was followed.</param>
/// <param name="Explanation">Null only where there are problems.</param>
public sealed record RoutingAnswer(
    ImmutableArray<RoutingOption> Options, ImmutableArray<InvalidField> Problems, int PolicyVersion, RoutingExplanation? Explanation)
{
    /// <summary>The deadline came before everything was looked at: there may be better options, or some where there are none.</summary>
    public bool IsCut { get; init; }
}

/// <summary>One way to serve the whole request.</summary>
/// <param name="ReadyAt">When the customer may come, or it arrives. Null: nobody knows (a backorder without a date).</param>
/// <param name="Slot">For a pickup.</param>
/// <param name="DistanceKm">From the customer to the pickup, or the longest way of a parcel.</param>
/// <param name="Reasons">Codes of <see cref="ReasonCodes"/>.</param>
/// <param name="AsOf">How old the oldest figure that it relies on may be.</param>
public sealed record RoutingOption(
    FulfilmentMethods Method, RoutingTier Tier, DateTimeOffset? ReadyAt, PickSlot? Slot, double DistanceKm, CostParts Cost,
    ImmutableArray<PlannedFulfilment> Fulfilments, ImmutableArray<string> Reasons, DateTimeOffset AsOf, SearchReport Search)
{
    /// <summary>The store where the customer comes for it. Null: it is sent home, or waits for stock.</summary>
    public string? CollectAt { get; init; }
}

/// <summary>What one location does of an option.</summary>
/// <param name="PickSlot">The capacity to hold.</param>
/// <param name="Carrier">Null where nothing is sent, or the location names none.</param>
public sealed record PlannedFulfilment(
    string LocationId, ImmutableArray<PlannedLine> Lines, PickSlot? PickSlot, double DistanceKm, string? Carrier, DateTimeOffset? LeavesAt,
    DateTimeOffset? ArrivesAt, CostParts Cost);

public readonly record struct PlannedLine(string Sku, long Quantity);

/// <summary>The cost by what it is for, in the units of the policy's weights.</summary>
public readonly record struct CostParts(
    double Parcels, double Distance, double Handling, double Backlog, double Lateness, double FailedPick, double StockOut, double Rules)
{
    public double Total => Parcels + Distance + Handling + Backlog + Lateness + FailedPick + StockOut + Rules;

    public static CostParts operator +(CostParts x, CostParts y) => new(
        x.Parcels + y.Parcels, x.Distance + y.Distance, x.Handling + y.Handling, x.Backlog + y.Backlog, x.Lateness + y.Lateness,
        x.FailedPick + y.FailedPick, x.StockOut + y.StockOut, x.Rules + y.Rules);
}

/// <summary>How sure it is that there is nothing better of this kind.</summary>
/// <param name="Bound">No plan costs less than that.</param>
/// <param name="Candidates">Locations that could have taken part.</param>
public readonly record struct SearchReport(bool IsProven, double Bound, int Nodes, int Candidates)
{
    /// <summary>By what part of its cost the plan may lie above the best one; 0 when it is proven.</summary>
    public double Gap(double cost) => IsProven || cost <= 0 ? 0 : Math.Max(0, (cost - Bound) / cost);
}

/// <summary>Why a location has no part in any option. What was short, and how far it is, belongs to the reasons.</summary>
/// <param name="KmMax">The farthest that would have done.</param>
/// <param name="ExtraCost">By how much a pickup there would cost more than the best option; null where that was not the question.</param>
public sealed record Rejection(
    string LocationId, ImmutableArray<string> Reasons, ImmutableArray<LineShortfall> Shortfalls, double? DistanceKm, double? KmMax, double? ExtraCost);

/// <summary>Asked for, and available after the buffer that the policy takes off, of which <see cref="Buffer"/> are left alone.</summary>
public readonly record struct LineShortfall(string Sku, long Requested, long Available, long Buffer);
