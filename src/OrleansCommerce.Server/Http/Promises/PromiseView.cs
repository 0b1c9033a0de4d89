using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Promises;

namespace OrleansCommerce.Server.Http.Promises;

/// <summary>A promise as callers see it.</summary>
/// <param name="AsOf">How old the oldest figure of the goods may be that it was decided on.</param>
/// <param name="ValidUntil">An order may be made of it until then.</param>
/// <param name="Options">The best first; what is held is the first. Empty: it can't be served, for the reasons in <c>rejected</c>.</param>
/// <param name="Rejected">The nearest locations without a part in any option, and why: as many as <c>rejectedMax</c>.</param>
/// <param name="RejectedCount">All of them.</param>
/// <param name="NotHeldBecause"><c>no-option</c>, <c>nothing-to-hold</c> (it waits for stock), <c>contended</c> or <c>out-of-time</c>.</param>
/// <param name="StoppedAt">
/// What the deadline of two seconds cut short: <c>routing</c>, <c>holding</c> or <c>explanation</c>; what was found by then is answered. Left
/// out: nothing.
/// </param>
public sealed record PromiseView(
    string PromiseId, DateTimeOffset MadeAt, DateTimeOffset AsOf, DateTimeOffset ValidUntil, int PolicyVersion,
    ImmutableArray<OptionView> Options, ImmutableArray<RejectedView> Rejected, int RejectedCount, string? ReservationId,
    DateTimeOffset? ExpiresAt, string? NotHeldBecause, string? StoppedAt)
{
    public static PromiseView Of(Promise promise) => new(
        promise.PromiseId, promise.MadeAt, promise.AsOf, promise.ValidUntil, promise.PolicyVersion,
        [.. promise.Options.Select((option, i) => OptionView.Of(promise.OptionId(i), option))], [.. promise.Rejected.Select(RejectedView.Of)],
        promise.RejectedCount, promise.ReservationId, promise.HeldUntil, promise.NotHeldBecause, promise.StoppedAt);
}

/// <summary>One way to serve everything.</summary>
/// <param name="ReadyAt">When the customer may come, or it arrives. Left out: nobody knows.</param>
/// <param name="Cost">In the units of the policy's weights, the sum of <c>costParts</c>.</param>
/// <param name="GapMax">By what part of its cost it may lie above the best there is; left out where there is nothing better.</param>
/// <param name="AsOf">How old the oldest figure may be that it relies on.</param>
public sealed record OptionView(
    string OptionId, string Method, string Tier, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ReadyAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] SlotView? Slot, double DistanceKm, double Cost, CostView CostParts,
    double? GapMax, ImmutableArray<PromisedFulfilmentView> Fulfilments, ImmutableArray<string> Reasons, DateTimeOffset AsOf)
{
    public static OptionView Of(string optionId, RoutingOption option)
    {
        var gap = option.Search.Gap(option.Cost.Total);
        var parts = CostView.Of(option.Cost);
        return new(
            optionId, MethodNames.Of(option.Method), TierNames.Of(option.Tier), option.ReadyAt, SlotView.Of(option.Slot),
            Rounded.Km(option.DistanceKm), parts.Total, parts, gap > 0 ? gap : null,
            [.. option.Fulfilments.Select(PromisedFulfilmentView.Of)], option.Reasons, option.AsOf);
    }
}

/// <summary>From <c>start</c> to, not including, <c>end</c>.</summary>
public sealed record SlotView(DateTimeOffset Start, DateTimeOffset End)
{
    public static SlotView? Of(PickSlot? slot) => slot is { } known ? new(known.Start, known.End) : null;
}

public sealed record CostView(
    double Parcels, double Distance, double Handling, double Backlog, double Lateness, double FailedPick, double StockOut, double Rules)
{
    public static CostView Of(CostParts c) => new(
        Rounded.Cost(c.Parcels), Rounded.Cost(c.Distance), Rounded.Cost(c.Handling), Rounded.Cost(c.Backlog), Rounded.Cost(c.Lateness),
        Rounded.Cost(c.FailedPick), Rounded.Cost(c.StockOut), Rounded.Cost(c.Rules));

    /// <summary>Of the parts as they are shown, so that whoever adds them up finds the same.</summary>
    [JsonIgnore]
    public double Total => Rounded.Cost(Parcels + Distance + Handling + Backlog + Lateness + FailedPick + StockOut + Rules);
}

/// <summary>What one location does.</summary>
/// <param name="PickSlot">When it picks: the capacity that is held.</param>
/// <param name="LeavesAt">With the carrier; left out for a pickup.</param>
public sealed record PromisedFulfilmentView(
    string LocationId, ImmutableArray<PromisedLineView> Lines, SlotView? PickSlot, double DistanceKm, string? Carrier, DateTimeOffset? LeavesAt,
    DateTimeOffset? ArrivesAt)
{
    public static PromisedFulfilmentView Of(PlannedFulfilment f) => new(
        f.LocationId, [.. f.Lines.Select(line => new PromisedLineView(line.Sku, line.Quantity))], SlotView.Of(f.PickSlot),
        Rounded.Km(f.DistanceKm), f.Carrier, f.LeavesAt, f.ArrivesAt);
}

public sealed record PromisedLineView(string Sku, long Quantity);

/// <summary>Why not this location.</summary>
/// <param name="Detail">What was short, by SKU.</param>
/// <param name="DistanceKmMax">Where it is too far: the farthest that would have done.</param>
/// <param name="ExtraCost">Where it is dominated: how much more it would cost than the best option, as far as that is known.</param>
public sealed record RejectedView(
    string LocationId, ImmutableArray<string> Reasons, IReadOnlyDictionary<string, ShortLineView>? Detail, double? DistanceKm,
    double? DistanceKmMax, double? ExtraCost)
{
    public static RejectedView Of(Rejection r) => new(
        r.LocationId, r.Reasons,
        r.Shortfalls.IsDefaultOrEmpty ? null : r.Shortfalls.ToDictionary(
            line => line.Sku, line => new ShortLineView(line.Requested, line.Available, line.Buffer > 0 ? line.Buffer : null), StringComparer.Ordinal),
        r.DistanceKm is { } km ? Rounded.Km(km) : null, r.KmMax, r.ExtraCost is { } cost ? Rounded.Cost(cost) : null);
}

/// <param name="Available">What may be promised.</param>
/// <param name="Buffer">Units that are left alone besides, since the figure is not wholly trusted or the policy says so.</param>
public sealed record ShortLineView(long Requested, long Available, long? Buffer);

/// <summary>More decimals say nothing.</summary>
internal static class Rounded
{
    public static double Km(double km) => Math.Round(km, 3);

    public static double Cost(double cost) => Math.Round(cost, 4);
}
