using System.Reflection;

namespace OrleansCommerce.Engine.Tests.House;

public sealed class GrainRulesTests
{
    private static readonly Assembly Grains = Assembly.Load("OrleansCommerce.Grains");

    [Fact]
    public void Interfaces_OfTheGrains_KeepTheRules() => Assert.Empty(GrainRules.OfInterfaces(GrainRules.GrainInterfaces(Grains)));

    [Fact]
    public void Classes_OfTheGrains_KeepTheRules() => Assert.Empty(GrainRules.OfClasses(GrainRules.GrainClasses(Grains)));

    [Fact]
    public void Sources_OfTheGrains_UseNothingBanned()
    {
        var folder = Path.Combine(Root(), "src", "OrleansCommerce.Grains");
        Assert.True(Directory.Exists(folder));

        Assert.Empty(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => GrainRules.OfText(Path.GetFileName(path), File.ReadAllText(path))));
    }

    [Fact]
    public void Interface_ThatKeepsEveryRule_Passes() => Assert.Empty(GrainRules.OfInterfaces([typeof(PlantedGrains.IGood)]));

    [Theory]
    [InlineData(typeof(PlantedGrains.IHidden), "not public")]
    [InlineData(typeof(PlantedGrains.IKeyless), "IGrainWithStringKey")]
    [InlineData(typeof(PlantedGrains.INameless), "has no alias")]
    [InlineData(typeof(PlantedGrains.IGeneric<>), "is generic")]
    [InlineData(typeof(PlantedGrains.IProperty), "A is not a method")]
    [InlineData(typeof(PlantedGrains.IOverloaded), "A is overloaded")]
    [InlineData(typeof(PlantedGrains.IOverloadsInherited), "A is overloaded")]
    [InlineData(typeof(PlantedGrains.IDefault), "has a body")]
    [InlineData(typeof(PlantedGrains.IStatic), "is static")]
    [InlineData(typeof(PlantedGrains.IGenericMethod), "A is generic")]
    [InlineData(typeof(PlantedGrains.IVoid), "returns no task")]
    [InlineData(typeof(PlantedGrains.IStreaming), "returns no task")]
    [InlineData(typeof(PlantedGrains.IOneWayResult), "one way and has a result")]
    [InlineData(typeof(PlantedGrains.INamelessMethod), "A has no alias")]
    [InlineData(typeof(PlantedGrains.IReference), "takes a reference")]
    [InlineData(typeof(PlantedGrains.ITokenFirst), "not its last parameter")]
    [InlineData(typeof(PlantedGrains.ITwoTokens), "not its last parameter")]
    public void Interface_ThatBreaksARule_IsFoundForThatAlone(Type planted, string why) =>
        Assert.Contains(why, Assert.Single(GrainRules.OfInterfaces([planted])), StringComparison.Ordinal);

    [Fact]
    public void Interfaces_OfAnAssembly_AreFound() =>
        Assert.Contains(typeof(PlantedGrains.IGood), GrainRules.GrainInterfaces(typeof(PlantedGrains).Assembly));

    [Fact]
    public void Class_InterleavingOnItsMethod_IsFound() => Assert.Single(GrainRules.OfClasses([typeof(PlantedGrains.InterleavingOnClass)]));

    [Theory]
    [InlineData("sealed class A : JournaledGrain<B>;")]
    [InlineData("sealed class A : DurableGrain;")]
    [InlineData("A([PersistentState(\"a\")] IPersistentState<B> b)")]
    [InlineData("sealed class A : Grain, IRemindable")]
    [InlineData("await this.RegisterOrUpdateReminder(name, due, period);")]
    [InlineData("Task A(GrainCancellationToken b);")]
    [InlineData("IAsyncEnumerable<int> A(string b);")]
    [InlineData("Task<IAsyncEnumerable<int>> A();")]
    public void Text_ThatUsesWhatIsBanned_IsFound(string source) => Assert.NotEmpty(GrainRules.OfText("A.cs", source));

    [Theory]
    [InlineData("// Not a JournaledGrain: that name is taken.")]
    [InlineData("var name = \"DurableGrain\";")]
    [InlineData("sealed class StockGrain : AggregateGrain, IStockGrain;")]
    public void Text_ThatOnlySpeaksOfIt_Passes(string source) => Assert.Empty(GrainRules.OfText("A.cs", source));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansCommerce.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No OrleansCommerce.sln above {AppContext.BaseDirectory}.");
    }
}
