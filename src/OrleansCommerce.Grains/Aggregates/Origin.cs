using Orleans;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>Who sent a command. It is written into each record: the journal is the audit log.</summary>
/// <param name="Actor">The token's subject, or what the system calls itself; at most 128 characters.</param>
[GenerateSerializer]
[Immutable]
[Alias("origin")]
public sealed record Origin([property: Id(0)] string Actor)
{
    /// <summary>What the engine does of itself: expiry, decisions of a basket.</summary>
    public static readonly Origin Engine = new("engine");
}
