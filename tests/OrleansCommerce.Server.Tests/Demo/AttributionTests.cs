namespace OrleansCommerce.Server.Tests.Demo;

public sealed class AttributionTests
{
    [Fact]
    public void Attribution_BesideTheData_NamesEveryFileAuthorAndLicence()
    {
        var folder = Path.Combine(Root(), "src/OrleansCommerce.Server/Demo/Data");
        var text = File.ReadAllText(Path.Combine(folder, "ATTRIBUTION.md"));
        var files = Directory.GetFiles(folder, "*.gz");
        Assert.Equal(4, files.Length);
        Assert.All(files, file => Assert.Contains($"`{Path.GetFileName(file)}`", text, StringComparison.Ordinal));
        Assert.All(
            ["Chen, D. (2015)", "10.24432/C5BW33", "CC BY 4.0", "public domain", "synthetic", "Changes made"],
            needed => Assert.Contains(needed, text, StringComparison.Ordinal));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansCommerce.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
