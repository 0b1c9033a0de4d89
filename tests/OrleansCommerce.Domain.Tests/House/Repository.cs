namespace OrleansCommerce.Domain.Tests.House;

/// <summary>The repository that these tests were built from, found upwards from where they run.</summary>
internal static class Repository
{
    private static readonly string[] NotSource =
        ["bin", "obj", "node_modules", "wwwroot", "dist", "data", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Sources in the tree, with paths relative to the root and forward slashes.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Files("*.cs", "*.ts", "*.tsx").Select(Read)];

    public static IReadOnlyList<string> Projects { get; } =
        [.. Files("*.csproj", "package.json").Select(p => Path.GetDirectoryName(Relative(p))!.Replace('\\', '/')).Distinct()];

    public static IEnumerable<SourceFile> ProjectFiles => Files("*.csproj").Select(Read).Where(p => p.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>What lies at the top, but for what the tree itself says is not part of it.</summary>
    public static IEnumerable<string> TopLevel
    {
        get
        {
            var ignored = File.ReadAllLines(Path.Combine(Root, ".gitignore")).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
            return Directory.EnumerateFileSystemEntries(Root).Select(e => Path.GetFileName(e)).Where(name => !ignored.Any(i => Ignores(i, name)));
        }
    }

    private static bool Ignores(string pattern, string name) =>
        pattern.StartsWith('*') ? name.EndsWith(pattern[1..], StringComparison.Ordinal) : pattern.TrimEnd('/') == name;

    private static IEnumerable<string> Files(params string[] patterns) =>
        new[] { "src", "tests" }.SelectMany(top => Walk(new DirectoryInfo(Path.Combine(Root, top)), patterns));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string[] patterns) =>
        patterns.SelectMany(folder.EnumerateFiles).Select(f => f.FullName)
            .Concat(folder.EnumerateDirectories().Where(d => !NotSource.Contains(d.Name)).SelectMany(d => Walk(d, patterns)));

    private static SourceFile Read(string path) => new(Relative(path), File.ReadAllText(path).ReplaceLineEndings("\n"));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansCommerce.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No OrleansCommerce.sln above {AppContext.BaseDirectory}.");
    }
}
