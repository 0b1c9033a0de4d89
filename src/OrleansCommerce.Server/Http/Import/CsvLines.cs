using System.Globalization;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>Reads records by the columns that the header names. Columns that are not known are passed over.</summary>
public sealed class CsvLines
{
    private static readonly string[] Needed = ["movementId", "sku", "locationId", "kind", "quantity"];
    private static readonly string[] Known = [.. Needed, "reason", "occurredAt", "expectedVersion", "inboundId"];

    private readonly Dictionary<string, int> _columns;
    private readonly int _count;

    private CsvLines(Dictionary<string, int> columns, int count) => (_columns, _count) = (columns, count);

    /// <exception cref="ProblemException">The header lacks a column, or names one twice.</exception>
    public static CsvLines OfHeader(ReadOnlySpan<byte> header)
    {
        var names = Csv.Fields(header, out var problem) ?? throw new ProblemException(problem!);
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Trim();
            if (Known.Contains(name, StringComparer.OrdinalIgnoreCase) && !columns.TryAdd(name, i))
            {
                throw new ProblemException(Problem.Of(ProblemKinds.Malformed, $"The header names the column {name} twice."));
            }
        }

        var missing = Needed.Where(name => !columns.ContainsKey(name)).ToList();
        return missing.Count == 0
            ? new(columns, names.Count)
            : throw new ProblemException(Problem.Of(ProblemKinds.Malformed, $"The header lacks {string.Join(", ", missing)}."));
    }

    public ImportLine? Read(ReadOnlySpan<byte> record, out Problem? problem)
    {
        if (Csv.Fields(record, out problem) is not { } fields)
        {
            return null;
        }

        if (fields.Count != _count)
        {
            problem = Problem.Of(ProblemKinds.Malformed, $"The header has {_count} columns, this line {fields.Count}.");
            return null;
        }

        return ReadNumber(fields, "quantity", out var quantity, ref problem) && ReadNumber(fields, "expectedVersion", out var version, ref problem)
            ? new ImportLine
            {
                MovementId = Text(fields, "movementId"),
                Sku = Text(fields, "sku"),
                LocationId = Text(fields, "locationId"),
                Kind = Text(fields, "kind"),
                Quantity = quantity,
                Reason = Text(fields, "reason"),
                OccurredAt = Text(fields, "occurredAt"),
                ExpectedVersion = version,
                InboundId = Text(fields, "inboundId"),
            }
            : null;
    }

    /// <summary>An empty field says nothing.</summary>
    private string? Text(List<string> fields, string column) =>
        _columns.TryGetValue(column, out var at) && fields[at].Length > 0 ? fields[at] : null;

    private bool ReadNumber(List<string> fields, string column, out long? number, ref Problem? problem)
    {
        number = null;
        if (Text(fields, column) is not { } text)
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read))
        {
            number = read;
            return true;
        }

        problem = Problem.OfField(ProblemKinds.Malformed, column, "A whole number.");
        return false;
    }
}
