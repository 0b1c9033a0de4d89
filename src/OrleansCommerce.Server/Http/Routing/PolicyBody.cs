using System.Text.Json.Serialization;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>The routing policy. What is left out has the product's own value, which <c>GET</c> shows while nobody has put a policy.</summary>
public abstract record PolicyFields
{
    /// <summary>
    /// Read: the version that holds. Put: the version that it was made of, if somebody else's change in between is to be noticed; the
    /// <c>If-Match</c> header says the same.
    /// </summary>
    public int? Version { get; init; }
    public WeightsBody? Weights { get; init; }
    public LimitsBody? Limits { get; init; }
    public IReadOnlyList<CarrierBody?>? Carriers { get; init; }
    public IReadOnlyList<RuleBody?>? Rules { get; init; }

    /// <summary>Any of <c>nextSlot</c>, <c>otherStore</c>, <c>shipToStore</c>, <c>delivery</c>, <c>backorder</c>, in the order in which they are tried.</summary>
    public IReadOnlyList<string?>? Ladder { get; init; }
    public IReadOnlyList<RejectionTermsBody?>? Rejections { get; init; }

    /// <summary>Read: who put it; nobody has put the product's own. Put: passed over, so that what was read can be put back.</summary>
    public string? PutBy { get; init; }

    /// <inheritdoc cref="PutBy"/>
    public DateTimeOffset? PutAt { get; init; }
}

/// <summary>A policy to follow. A field that there isn't is refused: a name misspelt would put the product's own value in force.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicyBody : PolicyFields;

/// <summary>The policy that holds.</summary>
public sealed record PolicyView : PolicyFields;

/// <summary>What each part of a plan's cost weighs, 0 to 10,000.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeightsBody
{
    public double? Parcel { get; init; }
    public double? DeliveryKm { get; init; }
    public double? PickupKm { get; init; }
    public double? PickedLine { get; init; }
    public double? Backlog { get; init; }
    public double? WaitHour { get; init; }
    public double? LateHour { get; init; }
    public double? FailedPick { get; init; }
    public double? StockOut { get; init; }
}

/// <summary>What is still reasonable.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LimitsBody
{
    public double? PickupKmMax { get; init; }
    public double? DeliveryKmMax { get; init; }
    public double? LateHoursMax { get; init; }
    public int? FulfilmentsMax { get; init; }
    public int? LinePartsMax { get; init; }
    public long? BufferUnits { get; init; }
    public double? DistrustBuffer { get; init; }
    public long? SearchWorkMax { get; init; }
}

/// <summary>A parcel costs <c>parcelCost + km · kmCost</c> and takes <c>transitHours + km / kmPerHour</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CarrierBody(string? Name, double? ParcelCost, double? KmCost, double? TransitHours, double? KmPerHour);

/// <summary>
/// A must (<c>require</c>, <c>forbid</c>) or a wish (<c>prefer</c>, <c>avoid</c>, at the cost of <c>penalty</c>) about locations, or about the
/// carriers that they send with.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleBody
{
    public string? Id { get; init; }
    public string? Effect { get; init; }
    public RuleWhenBody? When { get; init; }
    public RuleWhereBody? Where { get; init; }
    public IReadOnlyList<string?>? Carriers { get; init; }
    public double? Penalty { get; init; }
}

/// <summary>Requests that a rule speaks to; a list that is left out names all.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleWhenBody
{
    public IReadOnlyList<string?>? ProductTypes { get; init; }
    public IReadOnlyList<string?>? Regions { get; init; }
    public IReadOnlyList<string?>? Channels { get; init; }
    public IReadOnlyList<string?>? Methods { get; init; }
}

/// <summary>Locations that a rule speaks of; a list that is left out names all.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleWhereBody
{
    public IReadOnlyList<string?>? LocationIds { get; init; }
    public IReadOnlyList<string?>? Regions { get; init; }
    public IReadOnlyList<string?>? Kinds { get; init; }
}

/// <summary>A location that rejects an order for <c>reason</c> is left out for <c>minutes</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RejectionTermsBody(string? Reason, int? Minutes);

/// <summary>Past requests against another policy.</summary>
public sealed record ReplayBody
{
    public PolicyBody? Policy { get; init; }

    /// <summary>The newest so many requests: 1 to 1,000; 200 where nothing is said.</summary>
    public long? Count { get; init; }

    /// <summary>That came in the last so many hours: 1 to 168; 24 where nothing is said.</summary>
    public long? Hours { get; init; }

    /// <summary>Differences that are told one by one: 0 to 1,000; 50 where nothing is said.</summary>
    public long? DifferencesMax { get; init; }

    /// <summary>Stores that are told one by one, those that change most first: 0 to 1,000; 50 where nothing is said.</summary>
    public long? LocationsMax { get; init; }
}
