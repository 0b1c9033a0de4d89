using System.Globalization;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>The columns that a header names, in any order and any case. Those that are not known are passed over.</summary>
public sealed class CsvColumns
{
    private readonly Dictionary<string, int> _columns;
    private readonly int _count;

    private CsvColumns(Dictionary<string, int> columns, int count) => (_columns, _count) = (columns, count);

    /// <exception cref="ProblemException">The header lacks a column, or names one twice.</exception>
    public static CsvColumns OfHeader(ReadOnlySpan<byte> header, IReadOnlyCollection<string> needed, IReadOnlyCollection<string> known)
    {
        var names = Csv.Fields(header, out var problem) ?? throw new ProblemException(problem!);
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Trim();
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase) && !columns.TryAdd(name, i))
            {
                throw new ProblemException(Problem.Of(ProblemKinds.Malformed, $"The header names the column {name} twice."));
            }
        }

        var missing = needed.Where(name => !columns.ContainsKey(name)).ToList();
        return missing.Count == 0
            ? new(columns, names.Count)
            : throw new ProblemException(Problem.Of(ProblemKinds.Malformed, $"The header lacks {string.Join(", ", missing)}."));
    }

    /// <summary>The fields of a line that has as many as the header, or null with the problem.</summary>
    public List<string>? Read(ReadOnlySpan<byte> record, out Problem? problem)
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

        return fields;
    }

    /// <summary>An empty field says nothing.</summary>
    public string? Text(List<string> fields, string column) =>
        _columns.TryGetValue(column, out var at) && fields[at].Length > 0 ? fields[at] : null;

    public bool ReadNumber(List<string> fields, string column, out long? number, ref Problem? problem)
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
