using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Feeds;

/// <summary>An item of a reconciliation's file: so many units were there at that time.</summary>
public sealed record StatedItem(StockKey Key, long OnHand, DateTimeOffset At, long Version);

/// <summary>Compares a source's figures with the engine's, each with the time it is of, and has the differences booked if that is asked for.</summary>
public sealed class Reconciler(IGrainFactory grains, StockViewWriter view, FeedIntake intake)
{
    private const int PageRows = 1_000;

    /// <summary>
    /// A comparison that is complete is answered as it is. What the file leaves out is looked for in the view, which may be some seconds behind.
    /// </summary>
    /// <param name="digest">Of the file: another one under the same id is refused.</param>
    /// <param name="items">Each item once.</param>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    public async Task<ReconciliationAnswer> Compare(
        string source, string reconciliationId, string digest, IReadOnlyList<StatedItem> items, FeedTerms terms, Origin origin)
    {
        intake.Heard(source, FeedCounts.None);
        await intake.Report();
        var reconciliation = Of(source, reconciliationId);
        var opened = await reconciliation.Execute(new OpenReconciliation(digest), origin);
        if (opened.IsOtherFile || opened.Totals is not null)
        {
            return opened;
        }

        var found = new List<Difference>();
        foreach (var portion in items.Chunk(ReconciliationGrain.PortionMax))
        {
            var compared = await Task.WhenAll(portion.Select(item => Compare(source, item, terms)));
            found.AddRange(compared.OfType<Difference>());
        }

        var (differing, missing) = (found.Count(d => d.Kind == DifferenceKind.Differs), found.Count(d => d.Kind == DifferenceKind.MissingHere));
        var leftOut = await LeftOut(items, found);
        await Keep(reconciliation, opened.Attempt, found, origin);
        var totals = new ReconciliationTotals(items.Count, items.Count - differing - missing, differing, missing, leftOut);
        var closed = await reconciliation.Execute(new CloseComparison(opened.Attempt, totals), origin);
        if (closed.IsStale)
        {
            throw new RetriableException("The same reconciliation was begun once more meanwhile.");
        }

        await FeedRegister.Of(grains).Execute(new NoteReconciliation(source, reconciliationId), origin);
        return closed;
    }

    /// <summary>Books the differences as counts of the time that the source named. Again: what is booked is booked once.</summary>
    /// <exception cref="RetriableException">Not all is booked yet: send the same again, or leave it to the engine.</exception>
    public async Task<ReconciliationAnswer> Apply(string source, string reconciliationId, FeedTerms terms, Origin origin)
    {
        var reconciliation = Of(source, reconciliationId);
        var asked = await reconciliation.Execute(new AskToApply(terms.Precedence), origin);
        if (asked.IsStale)
        {
            return asked;
        }

        ReconciliationAnswer carried;
        do
        {
            carried = await reconciliation.CarryOn(origin);
        }
        while (carried.Applied < carried.Applicable);
        return carried with { IsRepeated = asked.IsRepeated };
    }

    public Task<ReconciliationAnswer> Read(string source, string reconciliationId) => Of(source, reconciliationId).Read();

    private IReconciliationGrain Of(string source, string reconciliationId) =>
        grains.GetGrain<IReconciliationGrain>(ReconciliationGrain.KeyOf(source, reconciliationId));

    private async Task<Difference?> Compare(string source, StatedItem item, FeedTerms terms)
    {
        var count = new Move(
            "preview/count", MovementKind.Count, item.OnHand, OccurredAt: item.At, Feed: new FeedMark(source, terms.Precedence, item.Version));
        var preview = await grains.GetGrain<IStockGrain>(item.Key.ToString()).Preview(count);
        if (preview is null)
        {
            return item.OnHand == 0 ? null : new Difference(
                DifferenceKind.MissingHere, item.Key.Sku, item.Key.LocationId, item.At, item.Version, item.OnHand, 0, true, 0, item.OnHand, 0,
                MoveOutcome.Booked);
        }

        return preview.OnHandAt == item.OnHand ? null : new Difference(
            DifferenceKind.Differs, item.Key.Sku, item.Key.LocationId, item.At, item.Version, item.OnHand, preview.OnHandAt, preview.IsExact,
            preview.Figures.Reserved, preview.Delta, preview.Deficit, preview.Outcome);
    }

    /// <summary>Items with units at a location of the file that the file does not name.</summary>
    private async Task<int> LeftOut(IReadOnlyList<StatedItem> items, List<Difference> found)
    {
        var stated = items.Select(item => item.Key).ToHashSet();
        var leftOut = 0;
        foreach (var location in items.Select(item => item.Key.LocationId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            for (IReadOnlyList<StockRow> rows = await view.ByLocation(location, null, PageRows); ; rows = await view.ByLocation(location, rows[^1].Sku, PageRows))
            {
                foreach (var row in rows.Where(row => row.OnHand != 0 && !stated.Contains(new(row.Sku, row.LocationId))))
                {
                    if (leftOut++ < FeedLimits.LeftOutMax)
                    {
                        found.Add(new Difference(
                            DifferenceKind.MissingThere, row.Sku, row.LocationId, row.UpdatedAt, 0, null, row.OnHand, true, row.Reserved, 0, 0, MoveOutcome.Booked));
                    }
                }

                if (rows.Count < PageRows)
                {
                    break;
                }
            }
        }

        return leftOut;
    }

    private static async Task Keep(IReconciliationGrain reconciliation, int attempt, List<Difference> found, Origin origin)
    {
        var after = 0;
        foreach (var portion in found.Chunk(ReconciliationGrain.PortionMax))
        {
            var kept = await reconciliation.Execute(new AddDifferences(attempt, after, [.. portion]), origin);
            if (kept.IsStale)
            {
                throw new RetriableException("The same reconciliation was begun once more meanwhile.");
            }

            after += portion.Length;
        }
    }
}
