using OrleansCommerce.Domain.Locations;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// One request served by one method: whether a location matches, by the three predicates and the rules, and what it would cost. The
/// search and the explanation both ask here, so that an explanation is the decision's own.
/// </summary>
internal sealed class RoutingView
{
    private readonly UnitVector _to;
    private readonly double _chordSquaredMax;
    private readonly HashSet<int> _excluded;

    /// <param name="to">Where the goods go: the customer, or the store that everything is sent to.</param>
    /// <param name="store">That store; null where there is none.</param>
    /// <param name="mayBeLate">A rung of the ladder: a pickup later than wanted is better than none.</param>
    public RoutingView(
        CompiledPolicy policy, RoutingSnapshot snapshot, RoutingRequest request, FulfilmentMethods method, Coordinates? to,
        int? store = null, bool mayBeLate = false)
    {
        (Compiled, Snapshot, Request, Method, Store, MayBeLate) = (policy, snapshot, request, method, store, mayBeLate);
        Rules = new(policy, request, method);
        HasPlace = to is not null;
        _to = to is { } place ? UnitVector.Of(place) : default;
        KmMax = IsPickup ? policy.Policy.Limits.PickupKmMax : policy.Policy.Limits.DeliveryKmMax;
        _chordSquaredMax = UnitVector.ChordSquaredOf(KmMax);
        _excluded = [.. request.Excluded.Select(snapshot.Board.Index.Find).OfType<int>()];
    }

    public CompiledPolicy Compiled { get; }
    public RoutingSnapshot Snapshot { get; }
    public RoutingRequest Request { get; }
    public FulfilmentMethods Method { get; }
    public int? Store { get; }
    public bool MayBeLate { get; }
    public ActiveRules Rules { get; }
    public double KmMax { get; }

    /// <summary>Whether distances mean anything: a customer who chose a store need not say where they are.</summary>
    public bool HasPlace { get; }

    public bool IsPickup => (Method & (FulfilmentMethods.Pickup | FulfilmentMethods.Curbside)) != 0;

    private RoutingPolicy Policy => Compiled.Policy;

    private RoutingWeights Weights => Policy.Weights;

    public bool IsExcluded(int location) => _excluded.Count > 0 && _excluded.Contains(location);

    public bool HasService(int location)
    {
        var services = Snapshot.Board.Entries[location].Services;
        return location == Store
            || (IsPickup
                ? (services & Wanted) != 0
                : (services & LocationServices.ShipFrom) != 0);
    }

    /// <summary>The method that a location offers of those that are asked.</summary>
    public FulfilmentMethods MethodAt(int location) => !IsPickup ? Method
        : (Method & FulfilmentMethods.Pickup) != 0 && (Snapshot.Board.Entries[location].Services & LocationServices.Pickup) != 0
            ? FulfilmentMethods.Pickup
            : FulfilmentMethods.Curbside;

    public bool IsKnownPlace(int location) => Snapshot.Board.Entries[location].HasPlace;

    public double ChordSquared(int location) => HasPlace ? Snapshot.Board.Entries[location].At.ChordSquared(_to) : 0;

    public bool IsNear(double chordSquared) => chordSquared <= _chordSquaredMax;

    public double Km(int location) => HasPlace ? Snapshot.Board.Entries[location].At.KmTo(_to) : 0;

    /// <summary>
    /// Units that routing may take of a figure: what is available less <c>BufferUnits + ⌈available · (1 - confidence) · DistrustBuffer⌉</c>.
    /// </summary>
    public long Usable(long available, int confidencePercent) => Math.Max(0, available - Buffer(available, confidencePercent));

    public long Buffer(long available, int confidencePercent) =>
        Policy.Limits.BufferUnits
        + (long)Math.Ceiling((available * ((100 - confidencePercent) * Policy.Limits.DistrustBuffer) / 100.0) - 1e-9);

    /// <summary>The first slot that will do, or null and why not.</summary>
    public UpcomingSlot? Slot(int location, out string? why)
    {
        var slots = Snapshot.Board[location].Slots;
        why = slots.IsEmpty ? ReasonCodes.Closed : ReasonCodes.NoSlot;
        foreach (var slot in slots)
        {
            var isLate = Request.WantedBy is { } wanted && slot.Slot.Start > wanted && !MayBeLate;
            if (slot.OrderBy < Request.At || isLate)
            {
                continue;
            }

            if (slot.Left > 0)
            {
                why = null;
                return slot;
            }

            why = ReasonCodes.NoCapacity;
        }

        return null;
    }

    /// <summary>The first dispatch that will do and the carrier that costs least with it, or null and why not.</summary>
    public Shipment? Ship(int location, double km, out string? why)
    {
        if (location == Store)
        {
            return Slot(location, out why) is { } slot ? new(slot.Slot, null, slot.Slot.Start, slot.Slot.Start, default) : null;
        }

        var dispatches = Snapshot.Board[location].Dispatches;
        why = dispatches.IsEmpty ? ReasonCodes.Closed : ReasonCodes.NoSlot;
        foreach (var dispatch in dispatches)
        {
            if (dispatch.OrderBy < Request.At)
            {
                continue;
            }

            if (dispatch.Left > 0)
            {
                return WithCarrier(location, km, dispatch, out why);
            }

            why = ReasonCodes.NoCapacity;
        }

        return null;
    }

    /// <summary>What a location costs once it gives anything, apart from its lines.</summary>
    public CostParts OpenCost(int location, double km, in Shipment? shipment, DateTimeOffset readyAt) => new(
        shipment is null || location == Store ? 0 : Weights.Parcel + shipment.Value.Cost.Parcels,
        shipment is null
            ? km * Weights.PickupKm
            : location == Store ? 0 : (km * Weights.DeliveryKm) + shipment.Value.Cost.Distance,
        0, Snapshot.Board.Entries[location].Backlog * Weights.Backlog, Lateness(readyAt), 0, 0,
        Rules.Penalty(location) + (shipment?.Cost.Rules ?? 0));

    /// <summary>What a line costs that a location picks, were it to give all that it can.</summary>
    public CostParts PickCost(int location, int line, long available, int confidencePercent)
    {
        var taken = Math.Min(Request.Lines[line].Quantity, Usable(available, confidencePercent));
        return new(
            0, 0, Weights.PickedLine, 0, 0, Weights.FailedPick * (100 - confidencePercent) / 100, Weights.StockOut * taken / available,
            Rules.HasLineRules ? Rules.Penalty(location, line) : 0);
    }

    private LocationServices Wanted =>
        ((Method & FulfilmentMethods.Pickup) != 0 ? LocationServices.Pickup : 0)
        | ((Method & FulfilmentMethods.Curbside) != 0 ? LocationServices.Curbside : 0);

    private Shipment? WithCarrier(int location, double km, in UpcomingDispatch dispatch, out string? why)
    {
        var carriers = Rules.Carriers(location);
        why = carriers == 0 ? ReasonCodes.NoCarrier : ReasonCodes.NoSlot;
        Shipment? best = null;
        var bestCost = double.MaxValue;
        for (var carrier = 0; carriers != 0; carrier++, carriers >>= 1)
        {
            if ((carriers & 1) == 0)
            {
                continue;
            }

            var terms = Compiled.TermsOf(carrier);
            var arrives = dispatch.LeavesAt.AddHours(terms.TransitHours + (km / terms.KmPerHour));
            var parts = new CostParts(terms.ParcelCost, km * terms.KmCost, 0, 0, Lateness(arrives), 0, 0, Rules.CarrierPenalty(location, carrier));
            var isTooLate = Request.WantedBy is { } wanted && (arrives - wanted).TotalHours > Policy.Limits.LateHoursMax;
            if (!isTooLate && parts.Total < bestCost)
            {
                (bestCost, why) = (parts.Total, null);
                best = new(dispatch.Slot, terms.Name.Length > 0 ? terms.Name : Unnamed(location), dispatch.LeavesAt, arrives, parts);
            }
        }

        return best;
    }

    /// <summary>The first of the location's carriers that the policy has nothing to say of; null: it names none.</summary>
    private string? Unnamed(int location)
    {
        foreach (var name in Snapshot.Board[location].Carriers)
        {
            if (!Compiled.IsNamed(name))
            {
                return name;
            }
        }

        return null;
    }

    private double Lateness(DateTimeOffset readyAt)
    {
        var late = Request.WantedBy is { } wanted ? Math.Max(0, (readyAt - wanted).TotalHours) : 0;
        return (Math.Max(0, (readyAt - Request.At).TotalHours) * Weights.WaitHour) + (late * Weights.LateHour);
    }
}

/// <summary>How a location would send: what it picks in, with whom, and when. <see cref="Cost"/> is the carrier's alone.</summary>
internal readonly record struct Shipment(
    PickSlot PickSlot, string? Carrier, DateTimeOffset LeavesAt, DateTimeOffset ArrivesAt, CostParts Cost);
