using System.Text.RegularExpressions;

namespace OrleansCommerce.Domain.Tests.House;

/// <summary>
/// C# source with the insides of its comments, strings and characters blanked out, line by line as long as before, so that braces and
/// keywords can be counted. Quotes of strings stay.
/// </summary>
internal static partial class CSharpText
{
    /// <summary>A raw string (three quotes or more), a verbatim string, a plain one, a character, or a comment, whichever begins first.</summary>
    [GeneratedRegex("""""
        (?<raw>\$*(?<q>"{3,})[\s\S]*?(?<!")\k<q>(?!"))
        |(?<verbatim>(?:@\$?|\$@)"(?:[^"]|"")*")
        |(?<plain>"(?:\\.|[^"\\\n])*")
        |(?<char>'(?:\\[^\n']+|\\'|[^'\\\n])')
        |(?<comment>//[^\n]*|/\*[\s\S]*?\*/)
        """"", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal { get; }

    public static string Blank(string source)
    {
        source = BlankInterpolated(source);
        return Literal.Replace(source, match => Spaces(match.Value));
    }

    /// <summary>
    /// A <c>$"…"</c> may hold code that holds strings: its end is found by counting, from its start on and only where no other literal
    /// covers it.
    /// </summary>
    private static string BlankInterpolated(string source)
    {
        var at = 0;
        while (at < source.Length)
        {
            var isInterpolated = source[at] == '$' && at + 1 < source.Length && source[at + 1] == '"'
                && !source.AsSpan(at + 1).StartsWith("\"\"\"");
            if (isInterpolated)
            {
                var end = EndOfInterpolated(source, at + 2);
                source = string.Concat(source.AsSpan(0, at), Spaces(source[at..end]), source.AsSpan(end));
                at = end;
            }
            else
            {
                var match = source[at] is '"' or '\'' or '/' or '@' or '$' ? Literal.Match(source, at) : Match.Empty;
                at = match.Success && match.Index == at ? at + match.Length : at + 1;
            }
        }

        return source;
    }

    private static int EndOfInterpolated(string source, int at)
    {
        while (at < source.Length && source[at] is not ('"' or '\n'))
        {
            at += source[at] == '\\' || source.AsSpan(at).StartsWith("{{") ? 2 : source[at] == '{' ? HoleLength(source, at) : 1;
        }

        return Math.Min(at + 1, source.Length);
    }

    private static int HoleLength(string source, int start)
    {
        var depth = 0;
        var at = start;
        do
        {
            switch (source[at])
            {
                case '{': depth++; at++; break;
                case '}': depth--; at++; break;
                case '$' when source.AsSpan(at + 1).StartsWith("\""): at = EndOfInterpolated(source, at + 2); break;
                case '"' or '\'' when Literal.Match(source, at) is { Success: true } match && match.Index == at: at += match.Length; break;
                default: at++; break;
            }
        }
        while (depth > 0 && at < source.Length);
        return at - start;
    }

    private static string Spaces(string literal)
    {
        var inside = literal.Select(c => c == '\n' ? '\n' : ' ').ToArray();
        if (literal[^1] == '"')
        {
            (inside[0], inside[^1]) = ('"', '"');
        }

        return new string(inside);
    }
}
