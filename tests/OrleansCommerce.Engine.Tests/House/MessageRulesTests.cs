using System.Collections.Immutable;
using System.Reflection;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Engine.Tests.House;

public sealed class MessageRulesTests
{
    [Fact]
    public void Messages_OfTheGrains_CanBeChangedByNobody()
    {
        var (messages, offences) = MessageRules.Of(GrainRules.GrainInterfaces(Assembly.Load("OrleansCommerce.Grains")));

        Assert.Empty(offences);
        // The derived ones, too: a command is sent as its base.
        Assert.Contains(typeof(Reserve), messages);
        Assert.True(messages.Count > 20);
    }

    [Theory]
    [InlineData(typeof(ITakesArray), "Int32[]")]
    [InlineData(typeof(ITakesList), "List`1")]
    [InlineData(typeof(ITakesView), "IReadOnlyList`1")]
    [InlineData(typeof(ITakesSettable), "can be set")]
    [InlineData(typeof(IAnswersNested), "Int32[]")]
    [InlineData(typeof(ITakesBase), "can be set")]
    public void Message_ThatCanBeChanged_IsFound(Type planted, string why) =>
        Assert.Contains(why, Assert.Single(MessageRules.Of([planted]).Offences), StringComparison.Ordinal);

    [Fact]
    public void Message_ThatIsFixed_Passes() => Assert.Empty(MessageRules.Of([typeof(IGood)]).Offences);

    private interface ITakesArray
    {
        Task A(int[] values);
    }

    private interface ITakesList
    {
        Task A(List<string> values);
    }

    private interface ITakesView
    {
        Task A(IReadOnlyList<string> values);
    }

    private interface ITakesSettable
    {
        Task A(Settable value);
    }

    private interface IAnswersNested
    {
        Task<Nested> A();
    }

    private interface ITakesBase
    {
        Task A(Base value);
    }

    private interface IGood
    {
        ValueTask<Fixed?> A(string id, Fixed value, CancellationToken cancellation);
    }

    private sealed record Settable(int A)
    {
        public int B { get; set; }
    }

    private sealed record Inner(ImmutableArray<int[]> A);

    private sealed record Nested(Inner A);

    private abstract record Base;

    private sealed record Derived : Base
    {
        public string A { get; set; } = "";
    }

    private sealed record Fixed(int A, ImmutableArray<string> B, DateTimeOffset? C)
    {
        public required long D { get; init; }
    }
}
