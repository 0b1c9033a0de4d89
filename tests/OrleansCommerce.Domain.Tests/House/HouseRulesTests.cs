namespace OrleansCommerce.Domain.Tests.House;

/// <summary>The tree as it is keeps every rule. That each rule can find an offence is shown in <see cref="HouseRulesControlTests"/>.</summary>
public sealed class HouseRulesTests
{
    [Fact]
    public void Sources_AreFound() => Assert.Contains(Repository.Sources, f => f.Path == "tests/OrleansCommerce.Domain.Tests/House/HouseRulesTests.cs");

    [Fact]
    public void Files_Always_KeepTheirLength() => Assert.Empty(SourceRules.TooLong(Repository.Sources));

    [Fact]
    public void Files_Always_AreShortAsARule() => Assert.Empty(SourceRules.MedianTooLong(Repository.Sources));

    [Fact]
    public void Methods_Always_KeepTheirLength() => Assert.Empty(SourceRules.LongMethods(Repository.Sources));

    [Fact]
    public void Folders_Always_AreAtMostTwoDeep() => Assert.Empty(SourceRules.TooDeep(Repository.Sources, Repository.Projects));

    [Fact]
    public void Classes_Always_AreSealedStaticOrAbstract() => Assert.Empty(SourceRules.OpenClasses(Repository.Sources));

    [Fact]
    public void Files_Always_HaveNoRegions() => Assert.Empty(SourceRules.Regions(Repository.Sources));

    [Fact]
    public void Names_Always_SaySomething() => Assert.Empty(SourceRules.VagueNames(Repository.Sources));

    [Fact]
    public void Interfaces_Always_HaveMoreThanOneImplementation() => Assert.Empty(SourceRules.LonelyInterfaces(Repository.Sources));

    [Fact]
    public void Sources_Always_AreFinished() => Assert.Empty(SourceRules.UnfinishedWork(Repository.Sources));

    [Fact]
    public void Projects_Always_ReferenceWhatTheLayoutAllows() => Assert.Empty(TreeRules.ForbiddenReferences(Repository.ProjectFiles));

    [Fact]
    public void TopLevel_Always_HoldsOnlyWhatTheLayoutNames() => Assert.Empty(TreeRules.ForbiddenEntries(Repository.TopLevel));

    [Fact]
    public void Readme_PathsItNames_Exist()
    {
        var readme = Path.Combine(Repository.Root, "README.md");
        Assert.SkipUnless(File.Exists(readme), "There is no README.md yet.");

        Assert.Empty(TreeRules.MissingPaths(File.ReadAllText(readme), path => Path.Exists(Path.Combine(Repository.Root, path))));
    }
}
