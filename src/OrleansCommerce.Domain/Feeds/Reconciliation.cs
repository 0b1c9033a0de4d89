using System.Collections.Immutable;

namespace OrleansCommerce.Domain.Feeds;

/// <summary>How one item of a reconciliation differs.</summary>
public enum DifferenceKind
{
    /// <summary>Both have it, and not the same figure.</summary>
    Differs,
    /// <summary>The source has units of what nobody ever spoke of here.</summary>
    MissingHere,
    /// <summary>The engine has units at a location of the file, which leaves the item out. Reported; never set to zero.</summary>
    MissingThere,
}

/// <summary>One difference, with the figures as they were when it was found.</summary>
/// <param name="Said">Units that the source had at <paramref name="StatedAt"/>; null where its file leaves the item out.</param>
/// <param name="OnHand">Units that the engine has for that time.</param>
/// <param name="IsExact">False: more has happened since than the item remembers.</param>
/// <param name="Change">By how much applying it then would have changed on hand.</param>
/// <param name="Deficit">By how much more would have been held than is there.</param>
/// <param name="Outlook">What would have become of it.</param>
public sealed record Difference(
    DifferenceKind Kind, string Sku, string LocationId, DateTimeOffset StatedAt, long Version, long? Said, long OnHand, bool IsExact, long Reserved,
    long Change, long Deficit, MoveOutcome Outlook);

/// <summary>What became of a difference when it was applied.</summary>
/// <param name="Refusal">Why not, where it was refused.</param>
public sealed record AppliedDifference(MoveOutcome Outcome, string? Refusal = null);

/// <summary>What a comparison came to, in numbers of items.</summary>
/// <param name="Lines">Items in the file.</param>
/// <param name="LeftOut">Items of the engine that the file leaves out, also those that are not kept.</param>
public sealed record ReconciliationTotals(int Lines, int Same, int Differing, int MissingHere, int LeftOut);

/// <summary>What can be asked of a reconciliation.</summary>
public abstract record ReconciliationCommand;

/// <summary>A file with this digest is compared. Again: a comparison that was interrupted begins anew, one that is complete stands.</summary>
public sealed record OpenReconciliation(string Digest) : ReconciliationCommand;

/// <summary>Differences of the attempt of this number, after the first so many.</summary>
public sealed record AddDifferences(int Attempt, int After, ImmutableArray<Difference> Differences) : ReconciliationCommand;

public sealed record CloseComparison(int Attempt, ReconciliationTotals Totals) : ReconciliationCommand;

/// <summary>Its differences are to be booked as counts.</summary>
public sealed record AskToApply(int Precedence) : ReconciliationCommand;

/// <summary>What became of the differences after the first so many.</summary>
public sealed record SettleDifferences(int After, ImmutableArray<AppliedDifference> Applied) : ReconciliationCommand;

/// <summary>What has happened to a reconciliation.</summary>
public abstract record ReconciliationEvent(DateTimeOffset At);

public sealed record ReconciliationOpened(DateTimeOffset At, string Digest, int Attempt) : ReconciliationEvent(At);

public sealed record DifferencesFound(DateTimeOffset At, ImmutableArray<Difference> Differences) : ReconciliationEvent(At);

public sealed record ReconciliationCompared(DateTimeOffset At, ReconciliationTotals Totals) : ReconciliationEvent(At);

/// <summary>With the precedence that its source had then: a repetition books no differently.</summary>
public sealed record ApplyAsked(DateTimeOffset At, int Precedence) : ReconciliationEvent(At);

public sealed record DifferencesApplied(DateTimeOffset At, ImmutableArray<AppliedDifference> Applied) : ReconciliationEvent(At);
