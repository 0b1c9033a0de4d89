using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Server.Http.Import;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>A source's figures beside the engine's.</summary>
/// <param name="State"><c>comparing</c>, <c>compared</c>, <c>applying</c> or <c>applied</c>.</param>
/// <param name="Lines">Items in the file.</param>
/// <param name="MissingHere">Items with units in the file of which the engine never heard.</param>
/// <param name="MissingThere">Items with units here that the file leaves out at its locations. They are never set to zero.</param>
/// <param name="Applied">Differences that were booked, or recorded by the rules of the feed.</param>
public sealed record ReconciliationView(
    string Source, string ReconciliationId, string State, DateTimeOffset At, int? Lines, int? Same, int? Differing, int? MissingHere,
    int? MissingThere, int Applied)
{
    /// <summary>Lines that were not understood, in the answer to the file alone; at most 1,000 are listed.</summary>
    public long? Rejected { get; init; }

    public ImmutableArray<ImportError>? Errors { get; init; }

    public IReadOnlyList<DifferenceView>? Differences { get; init; }

    /// <summary>The cursor of the next page of differences; left out on the last.</summary>
    public string? Next { get; init; }

    public static ReconciliationView Of(string source, string reconciliationId, ReconciliationAnswer r) => new(
        source, reconciliationId,
        r.Totals is null ? "comparing" : r.AppliedAt is null ? "compared" : r.Applied < r.Applicable ? "applying" : "applied",
        r.OpenedAt, r.Totals?.Lines, r.Totals?.Same, r.Totals?.Differing, r.Totals?.MissingHere, r.Totals?.LeftOut, r.Applied);

    /// <param name="found">One more than the limit, if there are more.</param>
    public ReconciliationView With(ImmutableArray<SettledDifference> found, int after, int limit) => this with
    {
        Differences = [.. found.Take(limit).Select(DifferenceView.Of)],
        Next = found.Length > limit ? (after + limit).ToString(CultureInfo.InvariantCulture) : null,
    };
}

public sealed record ReconciliationPage(string Source, ImmutableArray<ReconciliationView> Items);

/// <summary>One difference. Quantities are whole units, as they were when it was found.</summary>
/// <param name="Kind"><c>differs</c>, <c>missingHere</c> or <c>missingThere</c>.</param>
/// <param name="SourceOnHand">What the source had at <paramref name="At"/>.</param>
/// <param name="OnHand">What the engine has for that time.</param>
/// <param name="Exact">False: more has happened since than the item remembers, so it is as near as can be said.</param>
/// <param name="Delta">The source's less the engine's.</param>
/// <param name="Reserved">What was held.</param>
/// <param name="Change">By how much applying it then would have changed what is on hand.</param>
/// <param name="Deficit">By how much more would then be held than is there.</param>
/// <param name="Outlook">What would have become of it, or of a count that was applied: <paramref name="Outcome"/>.</param>
public sealed record DifferenceView(
    string Kind, string Sku, string LocationId, DateTimeOffset At, long Version, long? SourceOnHand, long OnHand, bool Exact, long? Delta, long Reserved,
    long Change, long Deficit, string? Outlook, string? Outcome, string? Refusal)
{
    public static DifferenceView Of(SettledDifference settled)
    {
        var d = settled.Found;
        var outlook = d.Kind == DifferenceKind.MissingThere ? null : FeedNames.Of(d.Outlook);
        var outcome = settled.Applied is { } applied ? applied.Refusal is null ? FeedNames.Of(applied.Outcome) : FeedNames.Refused : null;
        return new(
            FeedNames.Of(d.Kind), d.Sku, d.LocationId, d.StatedAt, d.Version, d.Said, d.OnHand, d.IsExact, d.Said - d.OnHand, d.Reserved, d.Change,
            d.Deficit, outlook, outcome, settled.Applied?.Refusal);
    }
}
