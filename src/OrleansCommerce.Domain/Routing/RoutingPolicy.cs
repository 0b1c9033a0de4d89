using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// What routing wants, as data: changed while running, and used by <see cref="Version"/> to say which one a decision followed. Left-out
/// parts have the values here. <see cref="PolicyCheck"/> says what is wrong with one.
/// </summary>
public sealed record RoutingPolicy
{
    public static RoutingPolicy Default { get; } = new();

    /// <summary>Counts from 1, higher for a later one.</summary>
    public int Version { get; init; } = 1;
    public RoutingWeights Weights { get; init; } = new();
    public RoutingLimits Limits { get; init; } = new();

    /// <summary>Empty: every carrier is taken on <see cref="CarrierTerms.Default"/>.</summary>
    public ImmutableArray<CarrierTerms> Carriers { get; init; } = [];
    public ImmutableArray<RoutingRule> Rules { get; init; } = [];

    /// <summary>What is tried, in this order, when nothing matches what was asked.</summary>
    public ImmutableArray<RoutingTier> Ladder { get; init; } =
        [RoutingTier.NextSlot, RoutingTier.OtherStore, RoutingTier.ShipToStore, RoutingTier.Delivery, RoutingTier.Backorder];

    /// <summary>How long a location that rejected an order is left out, by its reason.</summary>
    public ImmutableArray<RejectionTerms> Rejections { get; init; } = [];
}

/// <summary>
/// The one cost that a plan minimises is the sum of these, each times its measure. In units of the retailer's choice; only their proportions matter.
/// </summary>
public sealed record RoutingWeights
{
    /// <summary>Each fulfilment that is sent.</summary>
    public double Parcel { get; init; } = 5;

    /// <summary>Each kilometre from a location to where its parcel goes.</summary>
    public double DeliveryKm { get; init; } = 0.005;

    /// <summary>Each kilometre that a customer travels to a pickup.</summary>
    public double PickupKm { get; init; } = 0.1;

    /// <summary>Each line that a location picks.</summary>
    public double PickedLine { get; init; } = 0.2;

    /// <summary>Each fulfilment, for each one that the location has confirmed and not picked yet.</summary>
    public double Backlog { get; init; } = 0.02;

    /// <summary>Each hour from the order to the slot's start, or to the parcel's arrival.</summary>
    public double WaitHour { get; init; } = 0.01;

    /// <summary>Each hour after the wanted time.</summary>
    public double LateHour { get; init; } = 0.5;

    /// <summary>Each picked line, times the distrust in the location's figure: 1 - confidence.</summary>
    public double FailedPick { get; init; } = 4;

    /// <summary>Each picked line, times the part that it takes of what is available there.</summary>
    public double StockOut { get; init; } = 0.5;
}

/// <summary>What is still reasonable.</summary>
public sealed record RoutingLimits
{
    /// <summary>From where the customer is to a pickup.</summary>
    public double PickupKmMax { get; init; } = 50;

    /// <summary>From a location to where its parcel goes.</summary>
    public double DeliveryKmMax { get; init; } = 5_000;

    /// <summary>Hours after the wanted time at which a parcel is still worth sending.</summary>
    public double LateHoursMax { get; init; } = 48;

    /// <summary>Locations in one plan, 1 to <see cref="FulfilmentsCap"/>.</summary>
    public int FulfilmentsMax { get; init; } = 6;

    /// <summary>Locations that one line may come from, 1 to <see cref="LinePartsCap"/>. With 1 no line is split.</summary>
    public int LinePartsMax { get; init; } = 2;

    /// <summary>Units of each figure that routing leaves alone, beside the location's safety stock.</summary>
    public long BufferUnits { get; init; }

    /// <summary>
    /// How much of the distrust in a figure is taken off it: the buffer is <c>BufferUnits + ⌈available · (1 - confidence) · DistrustBuffer⌉</c>.
    /// </summary>
    public double DistrustBuffer { get; init; } = 1;

    /// <summary>
    /// Offers (a location that has a line) that the search looks at before it answers with its best plan and the gap it can prove. The
    /// same request stops at the same place always.
    /// </summary>
    public long SearchWorkMax { get; init; } = 20_000_000;

    public const int FulfilmentsCap = 16;
    public const int LinePartsCap = 4;
}

/// <summary>What a parcel with this carrier costs and how long it takes: <c>TransitHours + km / KmPerHour</c> from its pickup.</summary>
public sealed record CarrierTerms(string Name, double ParcelCost = 0, double KmCost = 0, double TransitHours = 24, double KmPerHour = 40)
{
    public static CarrierTerms Default { get; } = new("");
}

/// <summary>A location that rejects for <see cref="Reason"/> (<see cref="RejectionReasons"/>) is left out for <see cref="Minutes"/>.</summary>
public sealed record RejectionTerms(string Reason, int Minutes);

/// <summary>Why a location may reject what it was assigned.</summary>
public static class RejectionReasons
{
    public static ImmutableArray<string> All { get; } = ["not-found", "damaged", "no-staff", "too-busy", "closed", "timed-out", "other"];
}
