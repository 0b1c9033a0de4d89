using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>Bytes that one item keeps alive, taken over many items at once so that noise does not count.</summary>
[CollectionDefinition(nameof(StockMemoryTests), DisableParallelization = true)]
[Collection(nameof(StockMemoryTests))]
public sealed class StockMemoryTests
{
    /// <summary>As long as the ids that clients make for themselves usually are.</summary>
    private const int LongId = 36;

    [Fact]
    public void Item_ReceivedAndHeldOnce_TakesAtMostOneKilobyte() => Assert.InRange(BytesPerItem(4_000, movements: 1, holds: 1), 1, 1_024);

    [Fact]
    public void Item_HeldOnceAfterFiftyMovements_TakesAtMostOneKilobyte() =>
        Assert.InRange(BytesPerItem(2_000, movements: 50, holds: 1), 1, 1_024);

    [Fact]
    public void Item_HeldOnceAfterFiftySales_TakesAtMostOneKilobyte() =>
        Assert.InRange(BytesPerItem(2_000, movements: 1, holds: 1, sales: 50), 1, 1_024);

    [Fact]
    public void Item_WithHundredHolds_IsSeenToTakeMore() =>
        Assert.True(BytesPerItem(100, movements: 1, holds: 100) > 1_024, "The measure measures nothing.");

    private static long BytesPerItem(int items, int movements, int holds, int sales = 0)
    {
        var kept = new StockState[items];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < kept.Length; i++)
        {
            var item = new Item();
            for (var movement = 0; movement < movements; movement++)
            {
                item.Do(new Move(Id("m", i, movement), MovementKind.Receipt, 1_000));
            }

            for (var sale = 0; sale < sales; sale++)
            {
                item.Reserve(Id("s", i, sale));
                item.Do(new Confirm(Id("s", i, sale)));
                item.Do(new Fulfil(Id("s", i, sale)));
            }

            for (var hold = 0; hold < holds; hold++)
            {
                item.Reserve(Id("r", i, hold));
            }

            Assert.Equal(holds, item.State.LiveHolds);
            kept[i] = item.State;
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        TestContext.Current.TestOutputHelper?.WriteLine($"{(after - before) / items} bytes per item");
        return (after - before) / items;
    }

    private static string Id(string kind, int item, int number) => $"{kind}-{item}-{number}-".PadRight(LongId, 'x');
}
