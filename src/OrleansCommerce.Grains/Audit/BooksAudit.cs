using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Audit;

/// <summary>
/// Checks that the books balance, from three sources that share no code: sums by SQL over the plain columns of the view, the live
/// state of the grains, and the journal's own account of every hold (<see cref="StockLedger"/>). Runs while the engine works: two
/// sources are compared where they speak of the same version of an item, and an item that keeps moving is looked at again.
/// </summary>
public sealed class BooksAudit(IGrainFactory grains, IJournal journal, StockViewWriter view, EngineClock clock)
{
    /// <summary>Items whose live state is asked for in one audit, since asking brings them into memory; the rest is compared without.</summary>
    public const int LiveItemsMax = 200_000;

    private const int PageRows = 1_000;
    private const int LooksMax = 20;

    /// <summary>Within this time a process writes its rows, or another one those of a process that has ended.</summary>
    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ViewPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly StockLedger _ledger = new();
    private Task _last = Task.CompletedTask;

    /// <summary>One audit at a time: a later one starts when the earlier one has ended.</summary>
    /// <exception cref="JournalUnavailableException">The storage did not answer.</exception>
    public Task<Books> Run(CancellationToken cancellation)
    {
        lock (_gate)
        {
            var run = After(_last, cancellation);
            _last = run;
            return run;
        }
    }

    private async Task<Books> After(Task earlier, CancellationToken cancellation)
    {
        await Task.WhenAny(earlier);
        return await Check(cancellation);
    }

    private async Task<Books> Check(CancellationToken cancellation)
    {
        var mismatches = new List<BooksMismatch>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await view.Flush();
        var totals = await journal.Stock.Totals();
        if (totals.Received != totals.OnHand + totals.GoneOut)
        {
            mismatches.Add(new("total", Invariant($"received {totals.Received} ≠ on hand {totals.OnHand} + gone out {totals.GoneOut}")));
        }

        var behind = new Dictionary<string, long>(StringComparer.Ordinal);
        StockRow? after = null;
        while (await journal.Stock.All(after, PageRows) is { Count: > 0 } rows)
        {
            after = rows[^1];
            await _ledger.CatchUp(journal, cancellation);
            await Compare(rows, seen, behind, mismatches, cancellation);
        }

        await CompareBehind(behind, mismatches, cancellation);
        await CompareUnseen(seen, mismatches, cancellation);
        return new Books(
            mismatches.Count == 0, totals.Items, totals.Received, totals.GoneOut, totals.OnHand, totals.Reserved, totals.Holds,
            _ledger.Position, [.. mismatches.Take(Books.MismatchesMax)]);
    }

    /// <param name="behind">Gathers the items of which the ledger knows a later version than the row shows, with that version.</param>
    private async Task Compare(
        IReadOnlyList<StockRow> rows, HashSet<string> seen, Dictionary<string, long> behind, List<BooksMismatch> mismatches,
        CancellationToken cancellation)
    {
        var fresh = rows.Select(row => (Item: $"{row.Sku}@{row.LocationId}", Row: row)).Where(pair => seen.Add(pair.Item)).ToList();
        foreach (var (item, row) in fresh)
        {
            var says = new Says(row.Version, row.Received, row.GoneOut, row.OnHand, row.Reserved, row.Holds);
            if (Agrees(item, "view", says, mismatches))
            {
                continue;
            }

            // The ledger has read everything that was durable when the row was read, so a row can be behind it, never ahead.
            var version = _ledger.Accounts.TryGetValue(item, out var account) ? account.Version : 0;
            if (row.Version > version)
            {
                mismatches.Add(new(item, Invariant($"view shows version {row.Version}, the journal ends at {version}")));
            }
            else
            {
                behind[item] = version;
            }
        }

        var live = seen.Count <= LiveItemsMax ? fresh.Select(pair => pair.Item) : behind.Keys.Where(item => fresh.Any(f => f.Item == item));
        await CompareLive([.. live], mismatches, cancellation);
    }

    /// <summary>Rows that were behind must have caught up once the view is flushed.</summary>
    private async Task CompareBehind(Dictionary<string, long> behind, List<BooksMismatch> mismatches, CancellationToken cancellation)
    {
        if (behind.Count == 0)
        {
            return;
        }

        await view.Flush();
        var start = clock.Provider.GetTimestamp();
        foreach (var (item, version) in behind)
        {
            if (!await Shows(item, version, start, cancellation))
            {
                mismatches.Add(new(item, Invariant($"the view stays behind version {version}")));
            }
        }
    }

    /// <summary>
    /// Whether the view shows a version of an item, or a later one. Alone, what is flushed is there; where other processes write rows, too,
    /// theirs come in their own time.
    /// </summary>
    private async Task<bool> Shows(string item, long version, long start, CancellationToken cancellation)
    {
        while (true)
        {
            if (await Row(item) is { } row && row.Version >= version)
            {
                return true;
            }

            if (!view.IsShared || clock.Provider.GetElapsedTime(start) > ViewPatience)
            {
                return false;
            }

            await Task.Delay(ViewPause, clock.Provider, cancellation);
        }
    }

    private async Task<StockRow?> Row(string item)
    {
        var key = StockKey.Parse(item);
        string? after = null;
        while (await view.BySku(key.Sku, after, PageRows) is { Count: > 0 } rows)
        {
            if (rows.FirstOrDefault(row => row.LocationId == key.LocationId) is { } found)
            {
                return found;
            }

            after = rows[^1].LocationId;
        }

        return null;
    }

    /// <summary>
    /// Asks the grains; what has moved on since the ledger looked is looked at again, a bounded number of times. An item that stands
    /// still at a version that is not the journal's never agrees, and that is a mismatch of its own.
    /// </summary>
    private async Task CompareLive(List<string> items, List<BooksMismatch> mismatches, CancellationToken cancellation)
    {
        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var look = 1; items.Count > 0; look++)
        {
            var figures = await Task.WhenAll(items.Select(item => grains.GetGrain<IStockGrain>(item).Read()));
            await _ledger.CatchUp(journal, cancellation);
            var apart = items.Zip(figures).Where(pair => !Agrees(pair.First, "live", Live(pair.Second), mismatches)).ToList();
            if (look == LooksMax)
            {
                mismatches.AddRange(apart.Where(pair => before.GetValueOrDefault(pair.First, -1) == pair.Second.Version)
                    .Select(pair => new BooksMismatch(pair.First, Invariant($"live stays at version {pair.Second.Version}, the journal does not"))));
                return;
            }

            items = [.. apart.Select(pair => pair.First)];
            foreach (var (item, live) in apart)
            {
                before[item] = live.Version;
            }
        }
    }

    /// <summary>Items that the journal knows and the view does not show: new ones, or a hole in the view.</summary>
    private async Task CompareUnseen(HashSet<string> seen, List<BooksMismatch> mismatches, CancellationToken cancellation)
    {
        var unseen = _ledger.Accounts.Keys.Where(item => !seen.Contains(item)).ToList();
        if (unseen.Count == 0)
        {
            return;
        }

        await CompareLive([.. unseen.Take(LiveItemsMax)], mismatches, cancellation);
        await view.Flush();
        var start = clock.Provider.GetTimestamp();
        foreach (var item in unseen)
        {
            if (!await Shows(item, version: 0, start, cancellation))
            {
                mismatches.Add(new(item, "the journal knows it, the view does not show it"));
            }
        }
    }

    /// <summary>False: the source speaks of another version than the ledger, so nothing can be said yet.</summary>
    private bool Agrees(string item, string source, Says says, List<BooksMismatch> mismatches)
    {
        if (!_ledger.Accounts.TryGetValue(item, out var account) || account.Version != says.Version)
        {
            return false;
        }

        var ledger = new Says(account.Version, account.Received, account.GoneOut, account.OnHand, account.Reserved, account.Holds);
        if (says != ledger)
        {
            mismatches.Add(new(item, $"{source} {says} ≠ journal {ledger}"));
        }

        return true;
    }

    private static Says Live(StockFigures f) => new(f.Version, f.Received, f.GoneOut, f.OnHand, f.Reserved, f.Holds);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Says(long Version, long Received, long GoneOut, long OnHand, long Reserved, int Holds);
}
