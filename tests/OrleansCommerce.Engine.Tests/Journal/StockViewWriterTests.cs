using System.Globalization;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class StockViewWriterTests : StockViewFixture
{
    [Fact]
    public void Change_IsInTheTableWithin250Ms()
    {
        View.Changed(Durable("a"));
        Pump.Run();
        Assert.Empty(InTable());

        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();

        Assert.Single(InTable());
        Assert.Equal(1, CleanThrough());
    }

    [Fact]
    public void Changes_OfOneItem_AreWrittenOnce()
    {
        for (var i = 0; i < 5; i++)
            View.Changed(Durable("a"));
        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();

        Assert.Equal([1], Table.Writes);
        Assert.Equal(5, InTable()[0].Version);
    }

    [Fact]
    public void ManyChanges_AreWrittenWithin5SecondsAtABoundedRate()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => Some.Row(i.Number(), "1", 1, i + 1)).ToArray();
        foreach (var row in rows)
            View.Changed(row);

        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();
        Assert.InRange(Table.Writes.Sum(), 1, 4_000);
        for (var i = 0; i < 48; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            Pump.Run();
        }

        Assert.Equal(20_000, Table.Writes.Sum());
        Assert.All(Table.Writes, count => Assert.InRange(count, 0, 4_000));
    }

    [Fact]
    public void ManyChanges_AreWrittenInTheOrderOfTheKey_AndWhatChangesAgainBeforeItsTurnOnce()
    {
        var skus = Enumerable.Range(0, 8_000).Select(i => i.ToString("D5", CultureInfo.InvariantCulture)).ToArray();
        var shuffled = skus.ToArray();
        new Random(1).Shuffle(shuffled);
        for (var i = 0; i < shuffled.Length; i++)
            View.Changed(Some.Row(shuffled[i], "1", 1, i + 1));

        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();
        var first = InTable();
        Assert.Equal(skus.Take(first.Count), first.Select(row => row.Sku));
        View.Changed(Some.Row(skus[^1], "1", 2, 9_001));
        View.Changed(Some.Row(skus[0], "1", 2, 9_002));
        for (var i = 0; i < 48; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            Pump.Run();
        }

        Assert.Equal(skus.Length + 1, Table.Writes.Sum());
        Assert.Equal((2L, 2L), (InTable()[0].Version, InTable()[^1].Version));
    }

    [Fact]
    public void Flush_InTheMiddleOfARound_WritesWhatHasMissedItsTurnToo()
    {
        for (var i = 0; i < 8_000; i++)
            View.Changed(Some.Row(i.ToString("D5", CultureInfo.InvariantCulture), "1", 1, i + 1));
        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();
        View.Changed(Some.Row("00000", "1", 2, 8_001));

        Pump.Run(View.Flush());

        Assert.Equal(8_000, InTable().Count);
        Assert.Equal(2, InTable()[0].Version);
    }

    [Fact]
    public void Flush_WritesWhatWasReportedBeforeIt()
    {
        View.Changed(Durable("a"));
        View.Changed(Durable("b"));

        Pump.Run(View.Flush());

        Assert.Equal(["a", "b"], InTable().Select(row => row.Sku));
    }

    [Fact]
    public void Flush_WhileTheTableIsAway_WaitsAndThenGivesUp()
    {
        View.Changed(Durable("a"));
        Table.Fails = true;
        var flush = View.Flush();
        Pump.Run();
        Assert.False(flush.IsCompleted);
        Table.Fails = false;
        Pump.Run(flush);
        Assert.Single(InTable());

        View.Changed(Durable("b"));
        Table.Fails = true;
        Assert.Throws<JournalUnavailableException>(() => Pump.Run(View.Flush()));
    }

    [Fact]
    public void Dispose_WritesWhatWaits()
    {
        View.Changed(Durable("a"));

        Pump.Close(View);

        Assert.Single(InTable());
    }

    [Fact]
    public void Dispose_WhileTheTableIsAway_EndsAllTheSame()
    {
        View.Changed(Durable("a"));
        Table.Fails = true;

        Pump.Close(View);

        Assert.Equal(0, CleanThrough());
    }

    [Fact]
    public void Reads_LayTheWaitingRowsOverTheTable()
    {
        View.Changed(Durable("a"));
        View.Changed(Durable("c"));
        Pump.Run(View.Flush());
        View.Changed(Durable("a"));
        View.Changed(Durable("b"));
        Table.Hold();
        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();
        // The two rows are being written now, and one more waits behind them.
        View.Changed(Durable("d"));

        Assert.Equal([("a", 2L), ("b", 1L), ("c", 1L), ("d", 1L)], Pump.Run(View.ByLocation("1", null, 9)).Select(row => (row.Sku, row.Version)));
        Assert.Equal(["b", "c"], Pump.Run(View.ByLocation("1", "a", 2)).Select(row => row.Sku));
        Assert.Equal([2L], Pump.Run(View.BySku("a", null, 9)).Select(row => row.Version));
        Assert.Equal([1L, 1L], InTable().Select(row => row.Version));
        Table.LetGo();
    }

    [Fact]
    public void Due_OfAHoldNotYetWritten_IsSeen()
    {
        View.Changed(Durable("a", nextExpiry: Some.Time.AddSeconds(1)));

        Assert.Equal(["a"], Pump.Run(View.Due(Some.Time.AddSeconds(1), 9)).Select(row => row.Sku));
    }

    [Fact]
    public void Due_OfHoldsSettledSince_DoesNotHideOthers()
    {
        foreach (var sku in new[] { "a", "b", "c", "d" })
            View.Changed(Durable(sku, nextExpiry: Some.Time.AddSeconds(1)));
        Pump.Run(View.Flush());
        foreach (var sku in new[] { "a", "b", "c" })
            View.Changed(Durable(sku));

        Assert.Equal(["d"], Pump.Run(View.Due(Some.Time.AddSeconds(1), 1)).Select(row => row.Sku));
    }

    [Fact]
    public void Due_OfAHoldThatComesDueWhileItsRowWaits_IsSeen()
    {
        View.Changed(Durable("a", nextExpiry: Some.Time.AddSeconds(60)));
        Assert.Empty(Pump.Run(View.Due(Some.Time, 9)));
        View.Changed(Durable("b", nextExpiry: Some.Time.AddSeconds(2)));
        Assert.Equal(["b"], Pump.Run(View.Due(Some.Time.AddSeconds(2), 9)).Select(row => row.Sku));
        View.Changed(Durable("b"));

        Assert.Empty(Pump.Run(View.Due(Some.Time.AddSeconds(59), 9)));
        Assert.Equal(["a"], Pump.Run(View.Due(Some.Time.AddSeconds(60), 9)).Select(row => row.Sku));
        Assert.Empty(InTable());
    }

    [Fact]
    public void ChangedSince_BeyondAFullPage_WaitsForOlderRowsOfTheTable()
    {
        foreach (var sku in new[] { "a", "b", "c", "d" })
            View.Changed(Durable(sku));
        Pump.Run(View.Flush());
        View.Changed(Durable("a"));

        var first = Pump.Run(View.ChangedSince("1", null, 0, 2));
        var second = Pump.Run(View.ChangedSince("1", null, first.Through, 2));
        var third = Pump.Run(View.ChangedSince("1", null, second.Through, 2));

        Assert.Equal(["b"], first.Rows.Select(row => row.Sku));
        Assert.False(first.IsLast);
        Assert.Equal(["c", "d"], second.Rows.Select(row => row.Sku));
        Assert.Equal(["a"], third.Rows.Select(row => row.Sku));
        Assert.Equal((true, 5L), (third.IsLast, third.Through));
    }

    [Fact]
    public void Reads_OfAWaitingRow_GiveItWhole()
    {
        var row = new StockRow("a", "1", 3, 7, 100, 20, 5, 2, 130, 30, 4, Some.Time.AddMinutes(5), Some.Time.AddTicks(1230), Some.Time.AddTicks(77));
        View.Changed(row);
        View.Changed(Some.Row("b", "1", 1, 8));

        Assert.Equal([row, Some.Row("b", "1", 1, 8)], Pump.Run(View.ByLocation("1", null, 9)));
        Assert.Equal(2, View.Waiting().Count);
    }

    [Fact]
    public void Changes_OfManyItemsAndThenOfOthers_AreAllWritten()
    {
        // Many more than room is kept for while nothing waits.
        foreach (var (prefix, count) in new[] { ("a", 9_000), ("b", 20), ("c", 30_000) })
        {
            for (var i = 0; i < count; i++)
                View.Changed(Some.Row($"{prefix}{i}", (i % 7).Number(), 1, i + 1));
            Assert.Equal(count, View.Waiting().Count);
            View.Changed(Some.Row($"{prefix}{count - 1}", ((count - 1) % 7).Number(), 2, count + 1));

            Pump.Run(View.Flush());

            Assert.Empty(View.Waiting());
        }
        Assert.Equal(39_020, Pump.Run(Store.Stock.Totals()).Items);
        Assert.Equal(3, Pump.Run(Store.Stock.All(null, 50_000)).Count(row => row.Version == 2));
    }

    [Fact]
    public void ManyChanges_AtSeveralLocations_AreWrittenInTheOrderOfTheKey()
    {
        var locations = new[] { "é", "2", "10", "1" };
        for (var i = 0; i < 8_000; i++)
            View.Changed(Some.Row((i * 7_919 % 8_000).ToString("D5", CultureInfo.InvariantCulture), locations[i % 4], 1, i + 1));

        Time.Advance(TimeSpan.FromMilliseconds(250));
        Pump.Run();

        var first = Pump.Run(Store.Stock.All(null, 10_000));
        Assert.InRange(first.Count, 1, 1_999);
        Assert.Equal(first.Count, first.Count(row => row.LocationId == "1"));
        Assert.Equal(first.Select(row => row.Sku), View.Waiting().Where(row => row.LocationId == "1").Select(row => row.Sku)
            .Concat(first.Select(row => row.Sku)).Order(StringComparer.Ordinal).Take(first.Count));
    }
}
