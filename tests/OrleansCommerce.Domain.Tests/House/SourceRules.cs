using System.Text.RegularExpressions;

namespace OrleansCommerce.Domain.Tests.House;

internal sealed record SourceFile(string Path, string Text)
{
    public int Lines => Text.Count(c => c == '\n') + (Text.EndsWith('\n') || Text.Length == 0 ? 0 : 1);
    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);
}

/// <summary>The rules over source text. Each takes files and names its offences; none reads the disk.</summary>
internal static partial class SourceRules
{
    public const int FileLinesMax = 300;
    public const int MedianLinesMax = 60;
    public const int MethodLinesMax = 70;

    // Written apart, so that this file is not an offence itself.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|NotImplemented" + @"Exception)\b")]
    private static partial Regex Unfinished { get; }

    [GeneratedRegex(@"^[ \t]*#[ \t]*region\b", RegexOptions.Multiline)]
    private static partial Regex Region { get; }

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex Namespace { get; }

    [GeneratedRegex(@"^(common|core|utils?|helpers?|contracts|application|infrastructure)$", RegexOptions.IgnoreCase)]
    private static partial Regex VagueName { get; }

    public static IEnumerable<string> TooLong(IEnumerable<SourceFile> files) =>
        files.Where(f => f.Lines > FileLinesMax).Select(f => $"{f.Path} has {f.Lines} lines");

    public static IEnumerable<string> MedianTooLong(IEnumerable<SourceFile> files)
    {
        var lines = files.Select(f => f.Lines).Order().ToArray();
        return lines.Length > 0 && lines[lines.Length / 2] > MedianLinesMax ? [$"the median file has {lines[lines.Length / 2]} lines"] : [];
    }

    public static IEnumerable<string> LongMethods(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCSharp
        from method in CSharpOutline.Of(file.Text).Methods
        where method.Lines > MethodLinesMax
        select $"{file.Path}: {method.Name} has {method.Lines} lines";

    /// <summary>A partial class says it once, in any of its parts.</summary>
    public static IEnumerable<string> OpenClasses(IEnumerable<SourceFile> files) =>
        from part in files.Where(f => f.IsCSharp).SelectMany(f => CSharpOutline.Of(f.Text).Types.Select(t => (File: f, Type: t)))
        where part.Type.Keyword is "class" or "record" || part.Type.Keyword.EndsWith("class", StringComparison.Ordinal)
        group part by (part.Type.Name, part.Type.Modifiers.Contains("partial") ? Path.GetDirectoryName(part.File.Path) : part.File.Path) into parts
        where !parts.Any(p => Regex.IsMatch(p.Type.Modifiers, @"\b(sealed|static|abstract)\b"))
        select $"{parts.First().File.Path}: {parts.Key.Name} is neither sealed, static nor abstract";

    public static IEnumerable<string> Regions(IEnumerable<SourceFile> files) =>
        files.Where(f => f.IsCSharp && Region.IsMatch(CSharpText.Blank(f.Text))).Select(f => $"{f.Path} has a region");

    public static IEnumerable<string> UnfinishedWork(IEnumerable<SourceFile> files) =>
        files.Where(f => Unfinished.IsMatch(f.Text)).Select(f => $"{f.Path} says {Unfinished.Match(f.Text).Value}");

    public static IEnumerable<string> VagueNames(IEnumerable<SourceFile> files) =>
        from file in files
        let folders = file.Path.Split('/')[..^1].SelectMany(part => part.Split('.')).Append(Path.GetFileNameWithoutExtension(file.Path))
        let spaces = file.IsCSharp ? Namespace.Matches(CSharpText.Blank(file.Text)).SelectMany(m => m.Groups[1].Value.Split('.')) : []
        from name in folders.Concat(spaces).Distinct()
        where VagueName.IsMatch(name)
        select $"{file.Path}: '{name}' says nothing";

    /// <param name="files">Sources.</param>
    /// <param name="projects">Folders that hold a project, relative to the root like the files.</param>
    public static IEnumerable<string> TooDeep(IEnumerable<SourceFile> files, IReadOnlyCollection<string> projects) =>
        from file in files
        let project = projects.Where(p => file.Path.StartsWith(p + "/", StringComparison.Ordinal)).MaxBy(p => p.Length)
        where project is not null && file.Path[(project.Length + 1)..].Count(c => c == '/') > 2
        select $"{file.Path} lies more than two folders below {project}";

    /// <summary>
    /// Grain interfaces are implemented once by nature, and what mirrors another API has the interfaces of that API. Implementations
    /// anywhere in the tree count, those in tests too: they are what a port is for.
    /// </summary>
    public static IEnumerable<string> LonelyInterfaces(IEnumerable<SourceFile> files)
    {
        var types = files.Where(f => f.IsCSharp).SelectMany(f => CSharpOutline.Of(f.Text).Types.Select(t => (f.Path, Type: t))).ToArray();
        var bases = types.GroupBy(t => t.Type.Name).ToDictionary(g => g.Key, g => g.SelectMany(t => t.Type.Bases).ToHashSet());
        var named = types.Where(t => t.Type.Keyword != "interface").Select(t => t.Type.Name).Distinct().ToArray();
        return from type in types
               where type.Type.Keyword == "interface" && !type.Path.StartsWith("src/Orleans.InProcess/", StringComparison.Ordinal)
               where !Ancestors(type.Type.Name, bases).Any(b => b.StartsWith("IGrain", StringComparison.Ordinal))
               where named.Count(n => Ancestors(n, bases).Contains(type.Type.Name)) == 1
               select $"{type.Path}: {type.Type.Name} has one implementation";
    }

    private static HashSet<string> Ancestors(string name, Dictionary<string, HashSet<string>> bases)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            foreach (var parent in bases.GetValueOrDefault(next) ?? [])
            {
                if (found.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }

        return found;
    }
}
