using OrleansCommerce.Server.Http.Reservations;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class ReservationRulesTests
{
    [Theory]
    [InlineData(null, 600)]
    [InlineData(1L, 1)]
    [InlineData(86_400L, 86_400)]
    public void Read_TtlWithinLimits_Taken(long? sent, int expected)
    {
        Assert.NotNull(ReservationRules.Read(new() { TtlSeconds = sent, Lines = [Line("a", 1)] }, out var ttlSeconds, out _));
        Assert.Equal(expected, ttlSeconds);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(86_401L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(4_294_967_297L)]
    public void Read_TtlOutsideLimits_InvalidTtl(long sent) =>
        Assert.Equal("invalid-ttl", Code(new() { TtlSeconds = sent, Lines = [Line("a", 1)] }));

    [Fact]
    public void Read_Lines_OneToAHundredCountedAsSent()
    {
        Assert.Equal("no-lines", Code(new()));
        Assert.Equal("no-lines", Code(new() { Lines = [] }));
        Assert.Null(Code(new() { Lines = [.. Enumerable.Range(0, 100).Select(i => Line($"s{i}", 1))] }));
        Assert.Equal("too-many-lines", Code(new() { Lines = [.. Enumerable.Repeat(Line("s", 1), 101)] }));
    }

    [Fact]
    public void Read_Quantity_OneToAMillionAlsoSummed()
    {
        Assert.Null(Code(new() { Lines = [Line("a", 1_000_000)] }));
        Assert.Equal("invalid-quantity", Code(new() { Lines = [Line("a", 1_000_001)] }));
        Assert.Equal("invalid-quantity", Code(new() { Lines = [Line("a", 0)] }));
        Assert.Equal("invalid-quantity", Code(new() { Lines = [Line("a", -1)] }));
        Assert.Equal("invalid-quantity", Code(new() { Lines = [Line("a", null)] }));
        Assert.Null(Code(new() { Lines = [Line("a", 600_000), Line("a", 400_000)] }));
        Assert.Equal("invalid-quantity", Code(new() { Lines = [Line("a", 600_000), Line("a", 400_001)] }));
    }

    [Fact]
    public void Read_LinesOfOneItem_SummedInKeyOrder()
    {
        var lines = ReservationRules.Read(new() { Lines = [Line("b", 1), Line("a", 2), Line("b", 3)] }, out _, out _)!.Value;
        Assert.Equal([("a", 2), ("b", 4)], lines.Select(line => (line.Item.Sku, line.Quantity)));
    }

    [Fact]
    public void Read_ALineThatIsNoLine_NamedByItsPlace()
    {
        ReservationRules.Read(new() { Lines = [Line("a", 1), null, new("b", null, 1), new(".", "w", 1)] }, out _, out var problem);
        Assert.Equal(["lines[1]", "lines[2].locationId", "lines[3].sku"], problem!.Errors!.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a@b")]
    [InlineData("é")]
    [InlineData("a\n")]
    public void Read_IdsThatAreNone_InvalidId(string id)
    {
        Assert.Equal("invalid-id", Code(new() { ReservationId = id, Lines = [Line("a", 1)] }));
        Assert.Equal("invalid-id", Code(new() { CustomerId = id, Lines = [Line("a", 1)] }));
        Assert.Equal("invalid-id", Code(new() { Lines = [Line(id, 1)] }));
    }

    [Fact]
    public void Derive_SameKeyOfAnotherCaller_AnotherId()
    {
        var id = ReservationNames.Derive("alice", "k1");
        Assert.Equal(id, ReservationNames.Derive("alice", "k1"));
        Assert.NotEqual(id, ReservationNames.Derive("bob", "k1"));
        Assert.NotEqual(id, ReservationNames.Derive("alice", "k2"));
        Assert.True(Domain.Identifier.IsValid(id));
    }

    private static ReservationLineBody Line(string? sku, long? quantity) => new(sku, "w", quantity);

    private static string? Code(ReservationBody body)
    {
        var lines = ReservationRules.Read(body, out _, out var problem);
        Assert.Equal(lines is null, problem is not null);
        return problem?.Code;
    }
}
