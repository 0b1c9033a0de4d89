using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>Reads movements by the columns that the header names.</summary>
public sealed class CsvLines
{
    private static readonly string[] Needed = ["movementId", "sku", "locationId", "kind", "quantity"];
    private static readonly string[] Known = [.. Needed, "reason", "occurredAt", "expectedVersion", "inboundId", "source", "sourceVersion"];

    private readonly CsvColumns _columns;

    private CsvLines(CsvColumns columns) => _columns = columns;

    /// <exception cref="ProblemException">The header lacks a column, or names one twice.</exception>
    public static CsvLines OfHeader(ReadOnlySpan<byte> header) => new(CsvColumns.OfHeader(header, Needed, Known));

    public ImportLine? Read(ReadOnlySpan<byte> record, out Problem? problem) =>
        _columns.Read(record, out problem) is { } fields
        && _columns.ReadNumber(fields, "quantity", out var quantity, ref problem)
        && _columns.ReadNumber(fields, "expectedVersion", out var version, ref problem)
        && _columns.ReadNumber(fields, "sourceVersion", out var sourceVersion, ref problem)
            ? new ImportLine
            {
                MovementId = _columns.Text(fields, "movementId"),
                Sku = _columns.Text(fields, "sku"),
                LocationId = _columns.Text(fields, "locationId"),
                Kind = _columns.Text(fields, "kind"),
                Quantity = quantity,
                Reason = _columns.Text(fields, "reason"),
                OccurredAt = _columns.Text(fields, "occurredAt"),
                ExpectedVersion = version,
                InboundId = _columns.Text(fields, "inboundId"),
                Source = _columns.Text(fields, "source"),
                SourceVersion = sourceVersion,
            }
            : null;
}
