namespace OrleansCommerce.Domain.Availability;

/// <summary>
/// What was found where the books of one SKU said something else, or the same. <see cref="Id"/> is of the pick or the count, and counts once
/// per location.
/// </summary>
public abstract record Evidence(string Id, string LocationId);

/// <summary>Somebody picked the SKU there: all that was asked for, or less.</summary>
public sealed record PickEvidence(string Id, string LocationId, bool IsShort) : Evidence(Id, LocationId);

/// <summary>Somebody counted: so many units stood in the books, so many on the shelf.</summary>
public sealed record CountEvidence(string Id, string LocationId, long Booked, long Counted) : Evidence(Id, LocationId);

/// <summary>What has happened to the trust in one SKU's figures.</summary>
public abstract record ConfidenceEvent(DateTimeOffset At, string Id, string LocationId);

public sealed record PickObserved(DateTimeOffset At, string Id, string LocationId, bool IsShort) : ConfidenceEvent(At, Id, LocationId);

public sealed record CountObserved(DateTimeOffset At, string Id, string LocationId, long Booked, long Counted)
    : ConfidenceEvent(At, Id, LocationId);
