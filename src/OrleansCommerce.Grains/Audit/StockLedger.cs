using System.Text.Json;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Audit;

/// <summary>
/// The journal's own account of each item and each hold, added up record by record from the raw stored form. It shares no code with the
/// state machine or the view, so that a mistake there can't hide here. Follows the feed from where it stopped the last time.
/// </summary>
internal sealed class StockLedger
{
    private const int PageRecords = 5_000;

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    public long Position { get; private set; }

    public IReadOnlyDictionary<string, Account> Accounts => _accounts;

    public async Task CatchUp(IJournal journal, CancellationToken cancellation)
    {
        var head = await journal.Head();
        while (Position < head)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await journal.ReadAll(Position, PageRecords);
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

    private void Enter(StoredRecord record)
    {
        if (!record.Stream.StartsWith("stock/", StringComparison.Ordinal))
        {
            return;
        }

        var item = record.Stream["stock/".Length..];
        if (!_accounts.TryGetValue(item, out var account))
        {
            _accounts.Add(item, account = new Account());
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
                account.Move(-Long(body, "quantity"));
                account.Hold(Text(body, "reservationId"), -Long(body, "quantity"));
                break;
            case "stock.holdEnded":
                account.End(Text(body.GetProperty("hold"), "reservationId"));
                break;
        }
    }

    private static long Long(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    /// <summary>What the journal says of one item.</summary>
    internal sealed class Account
    {
        private Dictionary<string, long>? _holds;

        public long Version { get; set; }
        public long Received { get; private set; }
        public long GoneOut { get; private set; }
        public long OnHand => Received - GoneOut;
        public long Reserved => _holds?.Values.Sum() ?? 0;
        public int Holds => _holds?.Count ?? 0;

        public void Move(long delta)
        {
            if (delta > 0)
            {
                Received += delta;
            }
            else
            {
                GoneOut -= delta;
            }
        }

        public void Hold(string reservationId, long quantity)
        {
            _holds ??= new(StringComparer.Ordinal);
            var left = _holds.GetValueOrDefault(reservationId) + quantity;
            if (left == 0)
            {
                End(reservationId);
            }
            else
            {
                _holds[reservationId] = left;
            }
        }

        public void End(string reservationId)
        {
            _holds?.Remove(reservationId);
            if (_holds is { Count: 0 })
            {
                _holds = null;
            }
        }
    }
}
