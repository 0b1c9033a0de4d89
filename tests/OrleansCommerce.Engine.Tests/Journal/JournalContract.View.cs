using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task View_LowerVersion_NeverReplacesHigher()
    {
        await Append(Some.Frame("stock/a@1", 1, [.. Enumerable.Range(0, 9).Select(i => Some.Record(i.Number()))]));
        await Journal.Stock.Write([Some.Row("a", "1", version: 5, position: 1, onHand: 50)], 0);
        await Journal.Stock.Write([Some.Row("a", "1", version: 4, position: 1, onHand: 40)], 0);
        Assert.Equal(50, (await Journal.Stock.ByLocation("1", null, 10))[0].OnHand);

        await Journal.Stock.Write([Some.Row("a", "1", version: 6, position: 1, onHand: 60)], 0);
        Assert.Equal(60, (await Journal.Stock.ByLocation("1", null, 10))[0].OnHand);
    }

    [Fact]
    public async Task View_Row_IsReadBackWhole()
    {
        var row = new StockRow("a", "1", 3, 7, 100, 20, 5, 2, 130, 30, 4, Some.Time.AddMinutes(5), Some.Time.AddTicks(1230), Some.Time.AddTicks(77));

        await Journal.Stock.Write([row, Some.Row("b", "1", 1, 8)], 0);

        Assert.Equal(row, (await Journal.Stock.BySku("a", null, 10)).Single());
        Assert.Null((await Journal.Stock.BySku("b", null, 10)).Single().NextExpiry);
    }

    [Fact]
    public async Task View_CleanPosition_NeverGoesBack()
    {
        Assert.Equal(0, await Journal.Stock.CleanThrough());
        await Journal.Stock.Write([], 7);
        await Journal.Stock.Write([], 5);

        Assert.Equal(7, await Journal.Stock.CleanThrough());
        Assert.Equal(7, (await Journal.Stock.Totals()).CleanThrough);
    }

    [Fact]
    public async Task View_PagesByKeyAndByPosition()
    {
        var position = 0;
        foreach (var location in new[] { "2", "1" })
        {
            foreach (var sku in new[] { "c", "a", "é", "b" })
                await Journal.Stock.Write([Some.Row(sku, location, 1, ++position)], 0);
        }
        await Journal.Stock.Write([Some.Row("a", "2", 2, 20)], 0);

        Assert.Equal(["a", "b"], (await Journal.Stock.ByLocation("1", null, 2)).Select(row => row.Sku));
        Assert.Equal(["c", "é"], (await Journal.Stock.ByLocation("1", "b", 9)).Select(row => row.Sku));
        Assert.Equal(["1", "2"], (await Journal.Stock.BySku("a", null, 9)).Select(row => row.LocationId));
        Assert.Equal(["2"], (await Journal.Stock.BySku("a", "1", 9)).Select(row => row.LocationId));
        Assert.Equal([4, 5, 6], (await Journal.Stock.ChangedSince(null, null, 3, 3)).Select(row => row.Position));
        Assert.Equal([3, 4, 20], (await Journal.Stock.ChangedSince("2", null, 2, 9)).Select(row => row.Position));
        Assert.Equal([6, 20], (await Journal.Stock.ChangedSince(null, "a", 0, 9)).Select(row => row.Position));
        Assert.Equal([20], (await Journal.Stock.ChangedSince("2", "a", 0, 9)).Select(row => row.Position));
        Assert.Equal([("1", "a"), ("1", "b"), ("1", "c")], (await Journal.Stock.All(null, 3)).Select(row => (row.LocationId, row.Sku)));
        var after = (await Journal.Stock.ByLocation("1", "b", 1)).Single();
        Assert.Equal([("1", "é"), ("2", "a")], (await Journal.Stock.All(after, 2)).Select(row => (row.LocationId, row.Sku)));
        // So far back that the rows are found by their key instead of by their position.
        Assert.Equal([1, 3, 4, 20], (await Journal.Stock.ChangedSince("2", null, -100_000, 9)).Select(row => row.Position));
        Assert.Equal([6, 20], (await Journal.Stock.ChangedSince(null, "a", -100_000, 9)).Select(row => row.Position));
    }

    [Fact]
    public async Task View_Due_GivesTheLongestDueFirst()
    {
        await Journal.Stock.Write(
            [
                Some.Row("a", "1", 1, 1, nextExpiry: Some.Time.AddSeconds(3)),
                Some.Row("b", "1", 1, 2, nextExpiry: Some.Time.AddSeconds(1)),
                Some.Row("c", "1", 1, 3),
                Some.Row("d", "1", 1, 4, nextExpiry: Some.Time.AddSeconds(2)),
            ],
            0);

        Assert.Equal(["b", "d"], (await Journal.Stock.Due(Some.Time.AddSeconds(2), 9)).Select(row => row.Sku));
        Assert.Equal(["b"], (await Journal.Stock.Due(Some.Time.AddSeconds(9), 1)).Select(row => row.Sku));
        Assert.Empty(await Journal.Stock.Due(Some.Time, 9));
    }

    [Fact]
    public async Task View_Totals_AreSums()
    {
        var empty = await Journal.Stock.Totals();
        await Journal.Stock.Write([Some.Row("a", "1", 1, 1, onHand: 5), Some.Row("b", "1", 1, 2, onHand: 7)], 2);

        Assert.Equal(new StockTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), empty);
        Assert.Equal(new StockTotals(2, 12, 4, 2, 0, 12, 0, 2, 2, 2), await Journal.Stock.Totals());
    }

    [Fact]
    public async Task View_Short_FollowsTheQuantities()
    {
        await Journal.Stock.Write(
            [Some.Row("a", "1", 1, 1, onHand: 1), Some.Row("b", "1", 1, 2, onHand: 5), Some.Row("c", "2", 1, 3, onHand: 1)], 0);
        Assert.Equal(["a", "c"], (await Journal.Stock.Short(null, null, 9)).Select(row => row.Sku));

        await Journal.Stock.Write([Some.Row("a", "1", 2, 4, onHand: 2), Some.Row("b", "1", 2, 5, onHand: 1)], 0);

        Assert.Equal(["b", "c"], (await Journal.Stock.Short(null, null, 9)).Select(row => row.Sku));
        Assert.Equal(["b"], (await Journal.Stock.Short("1", null, 9)).Select(row => row.Sku));
        Assert.Equal(["c"], (await Journal.Stock.Short(null, ("1", "b"), 9)).Select(row => row.Sku));
    }
}
