using System.Text.RegularExpressions;

namespace OrleansCommerce.Domain.Tests.House;

/// <summary>The rules over the shape of the repository.</summary>
internal static partial class TreeRules
{
    /// <summary>Server → Grains → { Domain, Journal, Orleans API }; the rest stands alone.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["OrleansCommerce.Domain"] = [],
        ["OrleansCommerce.Journal"] = [],
        ["Orleans.InProcess"] = [],
        ["OrleansCommerce.LoadTest"] = [],
        ["OrleansCommerce.Grains"] = ["OrleansCommerce.Domain", "OrleansCommerce.Journal", "Orleans.InProcess"],
        ["OrleansCommerce.Server"] = ["OrleansCommerce.Grains"],
    };

    [GeneratedRegex("<ProjectReference\\s[^>]*Include=\"([^\"]+)\"")]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"^(src|tests|deploy|OrleansCommerce\.sln|global\.json|README\.md|\..+|Directory\..+\.(props|targets))$")]
    private static partial Regex TopLevel { get; }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticked { get; }

    [GeneratedRegex(@"(?<![\w./-])(?:src|tests|deploy)/[\w./-]*\w")]
    private static partial Regex RepositoryPath { get; }

    /// <summary>Of projects under <c>src</c>: the path and text of each project file.</summary>
    public static IEnumerable<string> ForbiddenReferences(IEnumerable<SourceFile> projects) =>
        from project in projects
        let name = Path.GetFileNameWithoutExtension(project.Path)
        from offence in MayReference.TryGetValue(name, out var allowed)
            ? Reference.Matches(project.Text).Select(m => Path.GetFileNameWithoutExtension(m.Groups[1].Value.Replace('\\', '/')))
                .Except(allowed).Select(to => $"{name} references {to}")
            : [$"{name} is a project that the layout does not know"]
        select offence;

    public static IEnumerable<string> ForbiddenEntries(IEnumerable<string> names) => names.Where(n => !TopLevel.IsMatch(n));

    public static IEnumerable<string> MissingPaths(string readme, Func<string, bool> exists) =>
        Backticked.Matches(readme).SelectMany(code => RepositoryPath.Matches(code.Groups[1].Value).Select(m => m.Value)).Where(p => !exists(p));
}
