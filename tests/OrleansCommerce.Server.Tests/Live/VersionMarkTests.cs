using Client = OrleansCommerce.LoadTest.Live.VersionMark;
using Served = OrleansCommerce.Server.Realtime.VersionMark;

namespace OrleansCommerce.Server.Tests.Live;

/// <summary>Screens compute the digest by themselves, so that what it is made of never changes.</summary>
public sealed class VersionMarkTests
{
    [Theory]
    [InlineData("22197@wm-947", 7, 25176028u)]
    [InlineData("o-1.1", 4_294_967_301, 1874922856u)]
    public void Mark_OfAnItem_IsTheSameOnBothSidesForEver(string id, long version, uint mark) =>
        Assert.Equal((mark, mark), (Served.Of(id, version), Client.Of(id, version)));

    [Fact]
    public void Mark_OfAStockItem_IsThatOfItsName() => Assert.Equal(Served.Of("22197@wm-947", 7), Served.Of("22197", "wm-947", 7));
}
