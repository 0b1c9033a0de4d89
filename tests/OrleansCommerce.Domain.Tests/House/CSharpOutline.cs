using System.Text.RegularExpressions;

namespace OrleansCommerce.Domain.Tests.House;

internal sealed record TypeOutline(string Keyword, string Name, string Modifiers, IReadOnlyList<string> Bases);

internal sealed record MethodOutline(string Name, int Lines);

/// <summary>The types and methods of one source file, by matching braces in its blanked text.</summary>
internal sealed partial class CSharpOutline
{
    private readonly string _text;

    private CSharpOutline(string blanked)
    {
        _text = blanked;
        Members(0, _text.Length);
    }

    public List<TypeOutline> Types { get; } = [];
    public List<MethodOutline> Methods { get; } = [];

    public static CSharpOutline Of(string source) => new(Directive.Replace(CSharpText.Blank(source), ""));

    [GeneratedRegex(@"^[ \t]*#[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Directive { get; }

    [GeneratedRegex(@"^(?<modifiers>(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|new|unsafe)\s+)*)" +
        @"(?<keyword>class|record\s+struct|record\s+class|record|struct|interface|enum)\s+(?<name>\w+)")]
    private static partial Regex TypeHeader { get; }

    /// <summary>A name before parentheses; before those of a tuple stands a modifier or nothing.</summary>
    [GeneratedRegex(@"\b(?!(?:public|internal|private|protected|static|override|virtual|abstract|sealed|async|readonly|new|partial|ref)\b)(\w+)\s*\(")]
    private static partial Regex Called { get; }

    /// <summary>Walks the members between two positions: each ends with a semicolon or with its closing brace.</summary>
    private void Members(int start, int end)
    {
        for (var at = start; at < end;)
        {
            var (headerEnd, next) = Extent(at, end);
            Member(_text[at..headerEnd], headerEnd, at, next);
            at = next;
        }
    }

    private void Member(string rawHeader, int headerEnd, int start, int next)
    {
        var header = WithoutAttributes(rawHeader.Trim());
        if (header.StartsWith("namespace", StringComparison.Ordinal))
        {
            Inside(headerEnd, next);
        }
        else if (TypeHeader.Match(header) is { Success: true } type)
        {
            Types.Add(new(type.Groups["keyword"].Value, type.Groups["name"].Value, type.Groups["modifiers"].Value, Bases(header, type.Length)));
            if (type.Groups["keyword"].Value != "enum")
            {
                Inside(headerEnd, next);
            }
        }
        else if (Called.Match(WithoutTypeArguments(header)) is { Success: true } method)
        {
            var first = start + rawHeader.Length - rawHeader.TrimStart().Length;
            var lines = _text[first..next].Count(c => c == '\n') + 1;
            Methods.Add(new(method.Groups[1].Value, lines));
        }
    }

    private void Inside(int brace, int next)
    {
        if (brace < _text.Length && _text[brace] == '{')
        {
            Members(brace + 1, next - 1);
        }
    }

    /// <summary>Where the header of a member ends (its brace, arrow, assignment or semicolon) and where the next member begins.</summary>
    private (int HeaderEnd, int Next) Extent(int at, int end)
    {
        var (depth, headerEnd, isBlock) = (0, -1, false);
        for (var i = at; i < end; i++)
        {
            var c = _text[i];
            if (depth == 0 && headerEnd < 0 && (c is '{' or ';' || (c == '=' && !IsOperator(at, i))))
            {
                (headerEnd, isBlock) = (i, c == '{');
            }

            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && (c == ';' || (c == '}' && isBlock && !HasInitializer(i + 1, end))))
            {
                return (headerEnd, i + 1);
            }
        }

        return (headerEnd < 0 ? end : headerEnd, end);
    }

    private bool IsOperator(int start, int at) => _text[start..at].Contains("operator", StringComparison.Ordinal) && _text[at + 1] != '>';

    /// <summary>A property's braces may be followed by its first value.</summary>
    private bool HasInitializer(int at, int end) => _text.AsSpan(at, end - at).TrimStart() is ['=', not '>', ..];

    private static string WithoutAttributes(string header)
    {
        while (header.StartsWith('['))
        {
            var (depth, at) = (0, 0);
            do
            {
                depth += header[at] == '[' ? 1 : header[at] == ']' ? -1 : 0;
                at++;
            }
            while (depth > 0 && at < header.Length);
            header = header[at..].TrimStart();
        }

        return header;
    }

    private static string WithoutTypeArguments(string header) => Without(header, "<[^<>]*>");

    private static string Without(string text, string nested)
    {
        for (var before = ""; before != text;)
        {
            before = text;
            text = Regex.Replace(text, nested, "");
        }

        return text;
    }

    /// <summary>Simple names of the base list: no arguments, no type arguments, no namespaces.</summary>
    private static IReadOnlyList<string> Bases(string header, int from)
    {
        var flat = Regex.Split(Without(header[from..], @"\([^()]*\)|<[^<>]*>"), @"\bwhere\b")[0];
        var colon = flat.IndexOf(':');
        return colon < 0 ? [] : [.. flat[(colon + 1)..].Split(',').Select(b => b.Trim().Split('.')[^1]).Where(b => b.Length > 0)];
    }
}
