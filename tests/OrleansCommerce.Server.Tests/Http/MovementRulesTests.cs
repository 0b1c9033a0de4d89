using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Stock;

namespace OrleansCommerce.Server.Tests.Http;

public sealed class MovementRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("receipt", 1, true)]
    [InlineData("receipt", 0, false)]
    [InlineData("receipt", -1, false)]
    [InlineData("receipt", 1_000_000_000, true)]
    [InlineData("receipt", 1_000_000_001, false)]
    [InlineData("sale", 0, false)]
    [InlineData("damage", 1, true)]
    [InlineData("transferOut", -1, false)]
    [InlineData("transferIn", 1, true)]
    [InlineData("return", long.MaxValue, false)]
    [InlineData("count", 0, true)]
    [InlineData("count", -1, false)]
    [InlineData("count", 1_000_000_000, true)]
    [InlineData("count", 1_000_000_001, false)]
    [InlineData("adjustment", 0, false)]
    [InlineData("adjustment", 1, true)]
    [InlineData("adjustment", -1_000_000_000, true)]
    [InlineData("adjustment", -1_000_000_001, false)]
    [InlineData("adjustment", 1_000_000_001, false)]
    [InlineData("adjustment", long.MinValue, false)]
    public void Read_Quantity_WithinTheKindsLimits(string kind, long quantity, bool isRight) =>
        Assert.Equal(isRight ? null : "invalid-quantity", Code(new() { MovementId = "m", Kind = kind, Quantity = quantity }));

    [Theory]
    [InlineData(null)]
    [InlineData("Receipt")]
    [InlineData("")]
    [InlineData("0")]
    public void Read_UnknownKind_Malformed(string? kind) => Assert.Equal("malformed", Code(new() { MovementId = "m", Kind = kind, Quantity = 1 }));

    [Theory]
    [InlineData("2026-11-22T10:00:00Z", true)]
    [InlineData("2026-11-22T10:00:00.123456789Z", true)]
    [InlineData("2026-11-22T10:00:00.123456789+01:00", true)]
    [InlineData("2026-11-22T10:00:00.12345678", false)]
    [InlineData("2026-11-23T10:00:00Z", true)]
    [InlineData("2026-11-23T10:00:00.0000001Z", false)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    [InlineData("2026-11-22T10:00:00", false)]
    [InlineData("2026-11-22", false)]
    [InlineData("2026-02-30T10:00:00Z", false)]
    [InlineData("yesterday", false)]
    [InlineData("", false)]
    [InlineData("2026-11-22t10:00:00z", true)]
    [InlineData("2026-11-22T10:00:00.1234567-05:00", true)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    public void Read_OccurredAt_AsRfc3339AndAtMostADayAhead(string text, bool isRight) =>
        Assert.Equal(isRight ? null : "malformed", Code(new() { MovementId = "m", Kind = "sale", Quantity = 1, OccurredAt = text }));

    [Fact]
    public void Read_ExpectedVersion_OnlyWithACount()
    {
        Assert.Null(Code(new() { MovementId = "m", Kind = "count", Quantity = 1, ExpectedVersion = 0 }));
        Assert.Equal("malformed", Code(new() { MovementId = "m", Kind = "count", Quantity = 1, ExpectedVersion = -1 }));
        Assert.Equal("malformed", Code(new() { MovementId = "m", Kind = "sale", Quantity = 1, ExpectedVersion = 1 }));
    }

    [Fact]
    public void Read_Reason_AtMost200CharactersWithoutControls()
    {
        Assert.Null(Code(WithReason(new string('r', 200))));
        Assert.Equal("malformed", Code(WithReason(new string('r', 201))));
        Assert.Equal("malformed", Code(WithReason("a\u0000b")));
        Assert.Equal("malformed", Code(WithReason("a\u0085b")));
        Assert.Null(Code(WithReason("naïve 🛒")));

        static MovementBody WithReason(string reason) => new() { MovementId = "m", Kind = "sale", Quantity = 1, Reason = reason };
    }

    [Fact]
    public void Read_MovementId_NeededAndAnId()
    {
        Assert.Equal("malformed", Code(new() { Kind = "sale", Quantity = 1 }));
        Assert.Equal("invalid-id", Code(new() { MovementId = "a b", Kind = "sale", Quantity = 1 }));
        Assert.Equal("invalid-id", Code(new() { MovementId = new string('m', 65), Kind = "sale", Quantity = 1 }));
        Assert.Null(Code(new() { MovementId = new string('m', 64), Kind = "sale", Quantity = 1 }));
        Assert.Equal("invalid-quantity", Code(new() { MovementId = "m", Kind = "sale" }));
    }

    private static string? Code(MovementBody body)
    {
        var errors = new FieldErrors();
        var move = MovementRules.Read(body, Now, errors);
        Assert.Equal(move is null, errors.Any);
        return errors.ToProblem()?.Code;
    }
}
