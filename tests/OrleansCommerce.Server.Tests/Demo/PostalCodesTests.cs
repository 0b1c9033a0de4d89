using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Tests.Demo;

/// <summary>The postal codes that ship with the server: there, right, and attributed.</summary>
public sealed class PostalCodesTests
{
    private static readonly PostalCodes Places = new();

    [Theory]
    [InlineData("75090", 33.6, -96.6)]
    [InlineData("00601", 18.2, -66.7)]
    [InlineData("76179-1234", 32.9, -97.4)]
    [InlineData(" 75090 ", 33.6, -96.6)]
    public void Find_CodeThatThereIs_IsWhereItIs(string code, double latitude, double longitude)
    {
        var place = Places.Find(code)!.Value;

        Assert.InRange(place.Latitude, latitude - 0.2, latitude + 0.2);
        Assert.InRange(place.Longitude, longitude - 0.2, longitude + 0.2);
    }

    [Theory]
    [InlineData("00000")]
    [InlineData("7509")]
    [InlineData("75090-12")]
    [InlineData("75090-12x4")]
    [InlineData("")]
    [InlineData("٧٥٠٩٠")]
    public void Find_AnythingElse_IsNowhere(string code) => Assert.Null(Places.Find(code));

    [Fact]
    public void Attribution_BesideTheData_NamesSourceAndLicence()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansCommerce.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "src/OrleansCommerce.Server/Places/Data/ATTRIBUTION.md"));
        Assert.All(["us-postal-codes.tsv.gz", "US Census Bureau", "public domain"], needed => Assert.Contains(needed, text, StringComparison.Ordinal));
    }
}
