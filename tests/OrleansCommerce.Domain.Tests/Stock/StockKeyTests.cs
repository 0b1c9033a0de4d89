using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

public sealed class StockKeyTests
{
    [Fact]
    public void Parse_OfItsOwnText_IsTheKey() => Assert.Equal(new StockKey("a:1", "x-2"), StockKey.Parse(new StockKey("a:1", "x-2").ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@x")]
    [InlineData("a@")]
    [InlineData("a@x@y")]
    public void Parse_NotSkuAtLocation_Throws(string text) => Assert.Throws<FormatException>(() => StockKey.Parse(text));

    [Theory]
    [InlineData("a", true)]
    [InlineData("9.z_-:", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    [InlineData("a@b", false)]
    [InlineData("é", false)]
    public void Identifier_OfEveryShape_IsJudged(string? id, bool isValid) => Assert.Equal(isValid, Identifier.IsValid(id));

    [Fact]
    public void Identifier_AtAndBeyondItsLength_IsJudged()
    {
        Assert.True(Identifier.IsValid(new string('a', Identifier.LengthMax)));
        Assert.False(Identifier.IsValid(new string('a', Identifier.LengthMax + 1)));
    }
}
