using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class CommandIdTests
{
    [Fact]
    public void Of_ScopeAndId_IsTheStartOfTheirHash()
    {
        // printf 'reservation\x1fr-1' | sha256sum
        Assert.Equal("82e92749fa4c64910c98a65708c1020e", CommandId.Of("reservation", "r-1").ToString());
    }

    [Fact]
    public void Of_AnotherSplit_IsAnotherId()
    {
        Assert.NotEqual(CommandId.Of("ab", "c"), CommandId.Of("a", "bc"));
        Assert.NotEqual(CommandId.Of("a", "b"), CommandId.Of("a", "c"));
        Assert.Equal(CommandId.Of("é", "漢"), CommandId.Of("é", "漢"));
    }

    [Fact]
    public void Of_LongId_IsHashedWhole()
    {
        var id = new string('x', 2_000);

        Assert.NotEqual(CommandId.Of("a", id), CommandId.Of("a", id + "y"));
    }

    [Fact]
    public void StoredForm_IsReadBack()
    {
        var id = CommandId.Of("reservation", "r-1");

        Assert.Equal(id, CommandId.Read(id.ToBytes()));
    }
}
