using System.Text;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Import;

/// <summary>RFC 4180: fields between commas, quoted where they hold a comma, a quote or a line break.</summary>
internal static class Csv
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Where the first record ends. A line break inside quotes belongs to its field, so that no text can pass for a record of its own;
    /// but where the quotes are not well-formed, or never end, the record ends with its first line, so that it spoils no other.
    /// </summary>
    public static int RecordEnd(ReadOnlySpan<byte> window, bool isWhole)
    {
        var at = 0;
        while (true)
        {
            if (at < window.Length && window[at] == '"')
            {
                var close = QuoteEnd(window, at);
                if (close < 0)
                {
                    return isWhole ? window.IndexOf((byte)'\n') : -1;
                }

                at = close + 1;
                if (at < window.Length && window[at] is not ((byte)',' or (byte)'\r' or (byte)'\n'))
                {
                    return window.IndexOf((byte)'\n');
                }
            }

            var next = window[Math.Min(at, window.Length)..].IndexOfAny((byte)',', (byte)'\n');
            if (next < 0)
            {
                return -1;
            }

            at += next + 1;
            if (window[at - 1] == '\n')
            {
                return at - 1;
            }
        }
    }

    /// <summary>The fields of one record, or null with the problem.</summary>
    public static List<string>? Fields(ReadOnlySpan<byte> record, out Problem? problem)
    {
        var fields = new List<string>();
        problem = null;
        for (var at = 0; ; at++)
        {
            var isQuoted = at < record.Length && record[at] == '"';
            var end = isQuoted ? QuoteEnd(record, at) : record[at..].IndexOf((byte)',') is var comma && comma >= 0 ? at + comma : record.Length;
            if (end < 0 || (isQuoted && end + 1 < record.Length && record[end + 1] != ','))
            {
                problem = Problem.Of(ProblemKinds.Malformed, $"The quotes of field {fields.Count + 1} are not well-formed.");
                return null;
            }

            try
            {
                var text = Utf8.GetString(isQuoted ? record[(at + 1)..end] : record[at..end]);
                fields.Add(isQuoted ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
            }
            catch (DecoderFallbackException)
            {
                problem = Problem.Of(ProblemKinds.Malformed, $"Field {fields.Count + 1} is not UTF-8.");
                return null;
            }

            at = isQuoted ? end + 1 : end;
            if (at >= record.Length)
            {
                return fields;
            }
        }
    }

    /// <summary>The index of the quote that closes the one at <paramref name="open"/>, or -1. Two quotes in a row stand for one.</summary>
    private static int QuoteEnd(ReadOnlySpan<byte> text, int open)
    {
        for (var at = open + 1; at < text.Length; at += 2)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            at += quote;
            if (at + 1 >= text.Length || text[at + 1] != '"')
            {
                return at;
            }
        }

        return -1;
    }
}
