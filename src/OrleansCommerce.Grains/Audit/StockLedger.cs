using System.Text.Json;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Audit;

/// <summary>
/// The journal's own account of each item and each hold, added up record by record from the raw stored form. It shares no code with the
/// state machine or the view, so that a mistake there can't hide here. Follows the feed from where it stopped the last time; where compaction has
/// removed what it would have read, it starts over from the raw snapshots and what follows each.
/// </summary>
internal sealed class StockLedger
{
    private const int PageRecords = 5_000;
    private const int PageStreams = 200;

    private readonly Dictionary<string, StockAccount> _accounts = new(StringComparer.Ordinal);

    public long Position { get; private set; }

    public IReadOnlyDictionary<string, StockAccount> Accounts => _accounts;

    public async Task CatchUp(IJournal journal, CancellationToken cancellation)
    {
        var head = await journal.Head();
        while (Position < head)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await journal.ReadAll(Position, PageRecords);
            if (Position < page.CompactedThrough)
            {
                await StartOver(journal, cancellation);
                continue;
            }

            foreach (var record in page.Records)
            {
                Enter(record);
            }

            if (page.Position <= Position)
            {
                return;
            }

            Position = page.Position;
        }
    }

    private async Task StartOver(IJournal journal, CancellationToken cancellation)
    {
        // What is appended while the streams are read is above this, and is passed over where a stream has shown it already.
        var head = await journal.Head();
        _accounts.Clear();
        string? after = null;
        while (await journal.ListStreams("stock/", after, PageStreams) is { Count: > 0 } names)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var stream in await journal.Read([.. names.Select(name => new StreamQuery(name))]))
            {
                if (stream.Snapshot is { } snapshot)
                {
                    _accounts[stream.Stream["stock/".Length..]] = StockLedgerSnapshot.Read(snapshot.Body);
                }

                foreach (var record in stream.Records)
                {
                    Enter(record);
                }
            }

            after = names[^1];
        }

        Position = head;
    }

    private void Enter(StoredRecord record)
    {
        if (!record.Stream.StartsWith("stock/", StringComparison.Ordinal))
        {
            return;
        }

        var item = record.Stream["stock/".Length..];
        if (!_accounts.TryGetValue(item, out var account))
        {
            _accounts.Add(item, account = new StockAccount());
        }

        if (record.Version <= account.Version)
        {
            return;
        }

        account.Version = record.Version;
        using var json = JsonDocument.Parse(record.Record.Body);
        var body = json.RootElement;
        switch (record.Record.Kind)
        {
            case "stock.moved":
                account.Move(Long(body, "delta"));
                break;
            case "stock.held":
                account.Hold(Text(body, "reservationId"), Long(body, "quantity"));
                break;
            case "stock.fulfilled":
                if (!IsReleased(body))
                {
                    account.Move(-Long(body, "quantity"));
                }

                account.Hold(Text(body, "reservationId"), -Long(body, "quantity"));
                break;
            case "stock.holdEnded":
                account.End(Text(body.GetProperty("hold"), "reservationId"));
                break;
        }
    }

    /// <summary>Units of a hold that nobody needs any more stay where they are.</summary>
    private static bool IsReleased(JsonElement body) =>
        body.TryGetProperty("outcome", out var outcome) && outcome.GetString() is "Released";

    private static long Long(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
