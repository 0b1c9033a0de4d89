using System.Globalization;
using System.Text;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>Values for tests.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static JournalRecord Record(string body, string? command = null, string correlation = "") => new(
        "Reserved", correlation, "till-7", Time, Encoding.UTF8.GetBytes(body), command is null ? null : CommandId.Of("test", command));

    public static Frame Frame(string stream, long firstVersion, params JournalRecord[] records) => new(stream, firstVersion, records);

    public static string Text(this StoredRecord record) => Encoding.UTF8.GetString(record.Record.Body.Span);

    public static IEnumerable<string> Texts(this IEnumerable<StoredRecord> records) => records.Select(Text);

    public static StockRow Row(
        string sku, string location, long version, long position, long onHand = 10, DateTimeOffset? nextExpiry = null) => new(
        sku, location, version, position, onHand, Reserved: 2, SafetyStock: 1, Damaged: 0, Received: onHand, GoneOut: 0, Holds: 1,
        nextExpiry, Time);

    public static string Number(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
