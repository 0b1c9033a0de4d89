using System.Text.Json;

namespace OrleansCommerce.Grains.Audit;

/// <summary>Reads the raw stored form of a stock item's snapshot, as far as the books need it, without the code that wrote it.</summary>
internal static class StockLedgerSnapshot
{
    public static StockAccount Read(ReadOnlyMemory<byte> snapshot)
    {
        using var json = JsonDocument.Parse(snapshot);
        var body = json.RootElement;
        // The second one has what the item's feeds have said as well, which is nothing to the books.
        if (Long(body, "format") is not (1 or 2) and var format)
        {
            throw new InvalidOperationException($"The books know formats 1 and 2 of a stock item's snapshot, not {format}.");
        }

        var account = new StockAccount { Version = Long(body, "version") };
        account.Move(Long(body, "received"));
        account.Move(-Long(body, "goneOut"));
        foreach (var hold in body.GetProperty("holds").EnumerateArray())
        {
            account.Hold(hold.GetProperty("reservationId").GetString()!, Long(hold, "remaining"));
        }

        return account;
    }

    private static long Long(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
