using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Stock;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Feeds;

/// <summary>One line of a reconciliation: the source has so many units of an item.</summary>
public sealed record ReconciliationLine
{
    public string? Sku { get; init; }
    public string? LocationId { get; init; }

    /// <summary>Whole units, 0 to 1,000,000,000.</summary>
    public long? OnHand { get; init; }

    /// <summary>RFC 3339; where it is left out, when the file arrives.</summary>
    public string? At { get; init; }

    /// <summary>The source's own, from 0.</summary>
    public long? Version { get; init; }
}

/// <summary>Gathers what a file states. Of an item that it names more than once the highest version counts, then the latest time.</summary>
internal sealed class ReconciliationFile(DateTimeOffset now)
{
    private static readonly string[] Needed = ["sku", "locationId", "onHand"];
    private static readonly string[] Known = [.. Needed, "at", "version"];

    private readonly Dictionary<StockKey, StatedItem> _items = [];
    private readonly SortedSet<string> _content = new(StringComparer.Ordinal);
    private CsvColumns? _columns;

    public IReadOnlyList<StatedItem> Items => [.. _items.Values.OrderBy(item => item.Key)];

    /// <summary>The same for the same lines in any order.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _content))));

    public void Header(ReadOnlySpan<byte> header) => _columns = CsvColumns.OfHeader(header, Needed, Known);

    /// <summary>Null, or why the line is not understood.</summary>
    public Problem? Add(ReadOnlySpan<byte> text)
    {
        var line = _columns is null ? JsonLines.Read(text, HttpJson.Default.ReconciliationLine, out var problem) : Read(_columns, text, out problem);
        if (line is null)
        {
            return problem;
        }

        var errors = new FieldErrors();
        errors.CheckId("sku", line.Sku);
        errors.CheckId("locationId", line.LocationId);
        var at = MovementRules.ReadTime(line.At, now, errors, "at");
        if (line.OnHand is not (>= 0 and <= StockLimits.MovementQuantityMax))
        {
            errors.Add(ProblemKinds.InvalidQuantity, "onHand", $"A whole number from 0 to {StockLimits.MovementQuantityMax}.");
        }

        if (line.Version < 0)
        {
            errors.Add(ProblemKinds.Malformed, "version", "A whole number from 0.");
        }

        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        // One of now is stated as of now, so that what moves until it is applied is not lost.
        var item = new StatedItem(new(line.Sku!, line.LocationId!), line.OnHand!.Value, at is { } own && own < now ? own : now, line.Version ?? 0);
        _content.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Key} {item.OnHand} {at?.UtcTicks} {item.Version}"));
        if (!_items.TryGetValue(item.Key, out var other) || (item.Version, item.At).CompareTo((other.Version, other.At)) > 0)
        {
            _items[item.Key] = item;
        }

        return null;
    }

    private static ReconciliationLine? Read(CsvColumns columns, ReadOnlySpan<byte> text, out Problem? problem) =>
        columns.Read(text, out problem) is { } fields
        && columns.ReadNumber(fields, "onHand", out var onHand, ref problem)
        && columns.ReadNumber(fields, "version", out var version, ref problem)
            ? new ReconciliationLine
            {
                Sku = columns.Text(fields, "sku"),
                LocationId = columns.Text(fields, "locationId"),
                OnHand = onHand,
                At = columns.Text(fields, "at"),
                Version = version,
            }
            : null;
}
