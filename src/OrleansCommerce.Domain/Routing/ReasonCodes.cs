namespace OrleansCommerce.Domain.Routing;

/// <summary>Why a location, or a plan, is what it is: stable codes, for people and programs alike.</summary>
public static class ReasonCodes
{
    public const string NotEnoughStock = "not-enough-stock";
    public const string TooFar = "too-far";
    public const string NoCoordinates = "no-coordinates";
    public const string NoSlot = "no-slot";
    public const string NoCapacity = "no-capacity";
    public const string Closed = "closed";
    public const string NoService = "no-service";
    public const string NoCarrier = "no-carrier";
    public const string Excluded = "excluded";
    public const string Unknown = "unknown-location";

    /// <summary>It could serve, but others cost less.</summary>
    public const string Dominated = "dominated";

    /// <summary>Followed by the id of the rule.</summary>
    public const string RulePrefix = "rule:";

    public const string NearestWithStock = "nearest-with-stock";
    public const string LowestCost = "lowest-cost";
    /// <summary>It costs more than the options before it.</summary>
    public const string NextBest = "next-best";
    public const string SingleFulfilment = "single-fulfilment";
    public const string SplitNeeded = "split-needed";
    public const string SplitCheaper = "split-cheaper";
    public const string LaterThanWanted = "later-than-wanted";
    public const string SearchStopped = "search-stopped";
    public const string Backordered = "backordered";
}
