namespace OrleansCommerce.Domain.Tests.House;

/// <summary>Each rule finds an offence planted for it, and lets its nearest neighbour pass.</summary>
public sealed class HouseRulesControlTests
{
    [Fact]
    public void FileLength_OneLineBeyond_IsFound()
    {
        Assert.Empty(SourceRules.TooLong([Lines(300)]));
        Assert.Single(SourceRules.TooLong([Lines(301)]));
        Assert.Empty(SourceRules.MedianTooLong([Lines(60), Lines(1), Lines(300)]));
        Assert.Single(SourceRules.MedianTooLong([Lines(61), Lines(1), Lines(300)]));
    }

    [Theory]
    [InlineData("public int Run(int a)\n    {", "    }")]
    [InlineData("public int Run<T>(string s = \"{\") =>\n", ";")]
    [InlineData("[Fact(Skip = \"{\")]\n    public Run() : base('{')\n    {", "    }")]
    public void MethodLength_OneLineBeyond_IsFound(string head, string tail)
    {
        var ownLines = head.Count(c => c == '\n') + 2;

        Assert.Empty(SourceRules.LongMethods([Class($"{head}\n{Filler(70 - ownLines)}{tail}\n    private int _b;")]));
        Assert.Single(SourceRules.LongMethods([Class($"private int[] _a = [1, (2)];\n{head}\n{Filler(71 - ownLines)}{tail}")]));
    }

    [Theory]
    [InlineData("class A;", 1)]
    [InlineData("public record A(int B) { }", 1)]
    [InlineData("public sealed class A { private partial class B { } }", 1)]
    [InlineData("internal sealed record A<T>(T B) where T : class;", 0)]
    [InlineData("static class A { } abstract class B { } record struct C(int D); enum E { F } interface G { }", 0)]
    [InlineData("// class A\nstruct B { string C => \"class D { }\"; string E => $\"class {F(\"class G { \")}\"; }", 0)]
    public void OpenClass_Planted_IsFound(string source, int offences) =>
        Assert.Equal(offences, SourceRules.OpenClasses([new("src/P/A.cs", source)]).Count());

    [Fact]
    public void OpenClass_PartialSealedInAnotherPart_Passes() => Assert.Empty(SourceRules.OpenClasses(
        [new("src/P/A.cs", "public sealed partial class A { }"), new("src/P/A.More.cs", "public partial class A { }")]));

    [Fact]
    public void Region_Planted_IsFound()
    {
        Assert.Single(SourceRules.Regions([new("A.cs", "class A\n{\n    #region Fields\n}")]));
        Assert.Empty(SourceRules.Regions([new("A.cs", "// #region\nvar a = \"\"\"\n    #region\n    \"\"\";")]));
    }

    [Theory]
    [InlineData("src/P/Utils/A.cs", "")]
    [InlineData("src/P.Core/A.cs", "")]
    [InlineData("src/web/src/helpers/a.ts", "")]
    [InlineData("src/P/Helpers.cs", "")]
    [InlineData("src/P/A.cs", "namespace P.Infrastructure;")]
    public void VagueName_Planted_IsFound(string path, string text) => Assert.Single(SourceRules.VagueNames([new(path, text)]));

    [Fact]
    public void VagueName_OfSomebodyElse_Passes() =>
        Assert.Empty(SourceRules.VagueNames([new("src/P/Score.cs", "using Microsoft.AspNetCore.Core;\nnamespace P.Scores;")]));

    [Fact]
    public void Depth_ThreeFolders_IsFound()
    {
        Assert.Empty(SourceRules.TooDeep([new("src/P/a/b/C.cs", ""), new("src/web/src/a/c.ts", "")], ["src/P", "src/web"]));
        Assert.Single(SourceRules.TooDeep([new("src/P/a/b/c/D.cs", "")], ["src/P"]));
    }

    [Theory]
    [InlineData("class B : IA;", 1)]
    [InlineData("class B : IA; class C : B;", 0)]
    [InlineData("class B(int x) : Base<int, IA>(x), N.IA where B : class;", 1)]
    [InlineData("class B : IA; struct C : IA { }", 0)]
    [InlineData("", 0)]
    public void LonelyInterface_Planted_IsFound(string implementations, int offences) =>
        Assert.Equal(offences, SourceRules.LonelyInterfaces([new("src/P/A.cs", "interface IA { } " + implementations)]).Count());

    [Fact]
    public void LonelyInterface_OfAGrainOrAMirroredApi_Passes() => Assert.Empty(SourceRules.LonelyInterfaces(
    [
        new("src/P/A.cs", "interface IA : IGrainWithStringKey { } interface IB : IA { } class A : IB;"),
        new("src/Orleans.InProcess/C.cs", "interface IC { } class C : IC;"),
    ]));

    [Fact]
    public void Unfinished_Planted_IsFound()
    {
        Assert.Single(SourceRules.UnfinishedWork([new("A.cs", "// TO" + "DO: more")]));
        Assert.Single(SourceRules.UnfinishedWork([new("a.ts", "// FIX" + "ME")]));
        Assert.Single(SourceRules.UnfinishedWork([new("A.cs", "throw new NotImplemented" + "Exception();")]));
        Assert.Empty(SourceRules.UnfinishedWork([new("A.cs", "var hackney = todos;")]));
    }

    [Theory]
    [InlineData("OrleansCommerce.Domain", "OrleansCommerce.Journal", 1)]
    [InlineData("OrleansCommerce.LoadTest", "OrleansCommerce.Domain", 1)]
    [InlineData("OrleansCommerce.Grains", "OrleansCommerce.Server", 1)]
    [InlineData("OrleansCommerce.Grains", "OrleansCommerce.Journal", 0)]
    [InlineData("OrleansCommerce.Server", "OrleansCommerce.Grains", 0)]
    [InlineData("OrleansCommerce.More", "OrleansCommerce.Grains", 1)]
    public void Reference_BetweenProjects_IsJudged(string from, string to, int offences) => Assert.Equal(offences, TreeRules.ForbiddenReferences(
        [new($"src/{from}/{from}.csproj", $"<ProjectReference Condition=\"'a' == 'b'\" Include=\"..\\{to}\\{to}.csproj\" />")]).Count());

    [Fact]
    public void TopLevel_UnknownEntry_IsFound() => Assert.Equal(
        ["docs", "NOTES.md"],
        TreeRules.ForbiddenEntries(["src", "docs", ".ci", ".editorconfig", "Directory.Build.props", "README.md", "NOTES.md", "global.json"]));

    [Fact]
    public void Readme_PathThatIsNotThere_IsFound() => Assert.Equal(
        ["src/Gone", "tests/Gone.cs"],
        TreeRules.MissingPaths("`src/Here` [x](src/unquoted) `dotnet run --project src/Gone -- a` `tests/Gone.cs`", path => path == "src/Here"));

    private static SourceFile Lines(int count) => new("src/P/A.cs", string.Concat(Enumerable.Repeat("// A line.\n", count)));

    private static string Filler(int lines) => string.Concat(Enumerable.Repeat("        // }\n", lines));

    private static SourceFile Class(string members) => new("src/P/A.cs", $"namespace P;\n\npublic sealed class A\n{{\n    {members}\n}}\n");
}
