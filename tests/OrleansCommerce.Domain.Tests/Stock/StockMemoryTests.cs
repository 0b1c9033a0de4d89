using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>Bytes that one item keeps alive, taken over many items at once so that noise does not count.</summary>
[CollectionDefinition(nameof(StockMemoryTests), DisableParallelization = true)]
[Collection(nameof(StockMemoryTests))]
public sealed class StockMemoryTests
{
    [Fact]
    public void Item_ReceivedAndHeldOnce_TakesAtMostOneKilobyte() => Assert.InRange(BytesPerItem(items: 4_000, holds: 1), 1, 1_024);

    [Fact]
    public void Item_WithHundredHolds_IsSeenToTakeMore() => Assert.True(BytesPerItem(items: 100, holds: 100) > 1_024, "The measure measures nothing.");

    private static long BytesPerItem(int items, int holds)
    {
        var kept = new StockState[items];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < kept.Length; i++)
        {
            var item = Item.With(1_000);
            for (var hold = 0; hold < holds; hold++)
            {
                item.Reserve($"r-{i}-{hold}");
            }

            kept[i] = item.State;
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        return (after - before) / items;
    }
}
