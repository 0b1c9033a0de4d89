using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class RunPageTests
{
    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 400)]
    [InlineData(3, RunPageBuilder.SizeMax)]
    public void Pages_OfSortedEntries_HaveThemAllAndKeepToTheirSize(int seed, int size)
    {
        var entries = Entries(new Random(seed), 2_000);
        var builder = new RunPageBuilder(size);
        var pages = new List<(byte[] Bytes, int Count)>();
        foreach (var (key, value) in entries)
        {
            if (builder.TryAdd(key, value))
                continue;
            Put(builder, pages);
            Assert.True(builder.TryAdd(key, value));
        }
        Put(builder, pages);

        Assert.All(pages, page => Assert.True(page.Bytes.Length <= size || page.Count == 1));
        // Nothing more would have fitted: the next entry has less than this.
        Assert.All(pages.SkipLast(1), page => Assert.True(page.Bytes.Length > size - 400 || size < 400));
        var at = 0;
        foreach (var (bytes, count) in pages)
        {
            var page = new RunPage(bytes);
            Assert.Equal(count, page.Count);
            for (var i = 0; i < count; i++, at++)
            {
                Assert.Equal(entries[at].Key, (byte[])[.. page.Prefix, .. page.Suffix(i)]);
                Assert.Equal(entries[at].Value, page.Value(i).ToArray());
            }
            var own = entries.GetRange(at - count, count);
            foreach (var (key, _) in entries.Where((_, i) => i % 97 == 0).Concat(own))
            {
                Assert.Equal(own.Exists(entry => entry.Key.AsSpan().SequenceEqual(key)), page.TryFind(key, out var value));
                Assert.Equal(own.FindLast(entry => entry.Key.AsSpan().SequenceEqual(key)).Value ?? [], value.ToArray());
                Assert.Equal(own.Count(entry => entry.Key.AsSpan().SequenceCompareTo(key) < 0), page.CountBelow(key, inclusive: false));
                Assert.Equal(own.Count(entry => entry.Key.AsSpan().SequenceCompareTo(key) <= 0), page.CountBelow(key, inclusive: true));
            }
        }
        Assert.Equal(entries.Count, at);
    }

    [Fact]
    public void Page_OfAnotherFormat_IsNotRead()
    {
        var builder = new RunPageBuilder();
        builder.TryAdd([1, 2], [3]);
        var bytes = builder.Take().ToArray();
        Assert.Equal(1, new RunPage(bytes).Count);

        bytes[0]++;

        Assert.Throws<JournalFormatException>(() => new RunPage(bytes).Count);
        Assert.Throws<JournalFormatException>(() => new RunPage([]).Count);
    }

    [Fact]
    public void Filter_Halved_KnowsWhatWasAddedAndLittleElse()
    {
        const int keys = 20_000;
        var filter = new FilterBits(keys * 16 / FilterBits.BlockBits / 4 * 4 * 4);
        for (var i = 0; i < keys; i++)
            filter.Add(Hash("stock", i));
        filter.Halve();
        filter.Halve();
        var stored = new FilterBits(filter.Bytes);

        Assert.Equal(keys * 16 / FilterBits.BlockBits / 4 * 4, stored.Blocks);
        Assert.All(Enumerable.Range(0, keys), i => Assert.True(stored.MayHave(Hash("stock", i))));
        Assert.InRange(Enumerable.Range(0, keys).Count(i => stored.MayHave(Hash("order", i))), 1, keys / 200);
    }

    [Fact]
    public void StreamHash_OfAName_IsTheOneThatFiltersHaveStored() =>
        Assert.Equal("c4fb", StreamHash.Of("stock/22197@wm-947"u8).ToString("x32", null)[..4]);

    private static UInt128 Hash(string what, int number) => StreamHash.Of(System.Text.Encoding.UTF8.GetBytes($"{what}/{number.Number()}@wm-1"));

    private static void Put(RunPageBuilder builder, List<(byte[] Bytes, int Count)> pages)
    {
        var count = builder.Count;
        pages.Add((builder.Take().ToArray(), count));
    }

    private static List<(byte[] Key, byte[] Value)> Entries(Random random, int count)
    {
        var entries = new List<(byte[] Key, byte[] Value)>();
        for (var i = 0; i < count; i++)
        {
            var key = new byte[random.Next(20) == 0 ? random.Next(200) : random.Next(1, 6)];
            for (var j = 0; j < key.Length; j++)
                key[j] = (byte)(random.Next(3) == 0 ? 255 : random.Next(3));
            entries.Add((key, new byte[random.Next(12)]));
            random.NextBytes(entries[^1].Value);
        }
        return [.. entries.OrderBy(entry => entry.Key, Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)))];
    }
}
