using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>What stands on a line, before anybody asks what it means.</summary>
public static class LineText
{
    /// <summary>Empty where there is nothing on the line, or with the problem.</summary>
    public static ReadOnlySpan<byte> Of(ImportRecord record, out Problem? problem)
    {
        problem = record.IsTooLong ? Problem.Of(ProblemKinds.LineTooLong) : null;
        var text = record.Line == 1 ? JsonMedia.WithoutMark(record.Text.Span) : record.Text.Span;
        return record.IsTooLong || text.Trim(" \t\r"u8).IsEmpty ? default : text;
    }

    /// <exception cref="ProblemException">There is no first line, or it is too long for one.</exception>
    public static ReadOnlyMemory<byte> Header(ImportRecord? first) => first is { IsTooLong: false } header
        ? header.Text[(header.Text.Length - JsonMedia.WithoutMark(header.Text.Span).Length)..]
        : throw new ProblemException(Problem.Of(ProblemKinds.Malformed, "The first line of a CSV import names its columns."));
}
