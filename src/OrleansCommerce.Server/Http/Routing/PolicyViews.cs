using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Routing;
using OrleansCommerce.Server.Http.Promises;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>A policy as callers see it: every part of it, so that what they read can be changed and put back.</summary>
public static class PolicyViews
{
    public static PolicyView Of(PolicyFigures figures)
    {
        var policy = PolicyText.Parse(figures.Json);
        return new()
        {
            Version = figures.Version,
            PutBy = figures.PutBy,
            PutAt = figures.PutAt,
            Weights = Of(policy.Weights),
            Limits = Of(policy.Limits),
            Carriers = [.. policy.Carriers.Select(c => new CarrierBody(c.Name, c.ParcelCost, c.KmCost, c.TransitHours, c.KmPerHour))],
            Rules = [.. policy.Rules.Select(Of)],
            Ladder = [.. policy.Ladder.Select(PolicyNames.Of)],
            Rejections = [.. policy.Rejections.Select(terms => new RejectionTermsBody(terms.Reason, terms.Minutes))],
        };
    }

    private static WeightsBody Of(RoutingWeights w) => new()
    {
        Parcel = w.Parcel,
        DeliveryKm = w.DeliveryKm,
        PickupKm = w.PickupKm,
        PickedLine = w.PickedLine,
        Backlog = w.Backlog,
        WaitHour = w.WaitHour,
        LateHour = w.LateHour,
        FailedPick = w.FailedPick,
        StockOut = w.StockOut,
    };

    private static LimitsBody Of(RoutingLimits l) => new()
    {
        PickupKmMax = l.PickupKmMax,
        DeliveryKmMax = l.DeliveryKmMax,
        LateHoursMax = l.LateHoursMax,
        FulfilmentsMax = l.FulfilmentsMax,
        LinePartsMax = l.LinePartsMax,
        BufferUnits = l.BufferUnits,
        DistrustBuffer = l.DistrustBuffer,
        SearchWorkMax = l.SearchWorkMax,
    };

    private static RuleBody Of(RoutingRule rule) => new()
    {
        Id = rule.Id,
        Effect = PolicyNames.Of(rule.Effect),
        When = new()
        {
            ProductTypes = rule.When.ProductTypes,
            Regions = rule.When.Regions,
            Channels = rule.When.Channels,
            Methods = rule.When.Methods is { } methods
                ? [.. Enum.GetValues<FulfilmentMethods>().Where(one => int.IsPow2((int)one) && methods.HasFlag(one)).Select(MethodNames.Of)]
                : null,
        },
        Where = new()
        {
            LocationIds = rule.Where.LocationIds,
            Regions = rule.Where.Regions,
            Kinds = [.. rule.Where.Kinds.Select(PolicyNames.Of)],
        },
        Carriers = rule.Carriers,
        Penalty = rule.IsHard ? null : rule.Penalty,
    };
}
