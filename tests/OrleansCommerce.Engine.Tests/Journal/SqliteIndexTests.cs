using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public sealed class SqliteIndexTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Index_UnderRandomWork_IsWhatPlainCollectionsAre(int seed)
    {
        var model = new IndexModel(seed);
        var file = 0;
        var index = await Open(model, _folder.File("0"));
        for (var round = 0; round < 40; round++)
        {
            index.Backlog.Add(model.Add(1 + model.Next(1_500), streams: 3_000));
            if (round % 4 != 3)
                await index.Flusher.Flush();
            for (var i = model.Next(60); i > 0; i--)
                await Remove(model, index);
            if (round % 5 == 4 || round % 8 == 7)
                await Check(model, index);
            if (round % 10 == 9)
            {
                await index.DisposeAsync();
                index = await Open(model, _folder.File(file.Number()));
            }
            if (round % 13 == 12)
            {
                // As a killed process leaves it.
                await index.Merged();
                foreach (var end in (string[])["", "-wal"])
                    File.Copy(_folder.File($"{file}{end}"), _folder.File($"{file + 1}{end}"));
                await index.DisposeAsync();
                index = await Open(model, _folder.File((++file).Number()));
            }
        }
        await index.Flusher.Flush();
        await index.Merged();
        await Check(model, index);
        await index.DisposeAsync();
    }

    [Fact]
    public async Task Index_ReadWhileRunsAreMerged_MissesNothing()
    {
        var model = new IndexModel(4);
        await using var index = await Open(model, _folder.File("0"));
        var head = 0L;
        for (var round = 0; round < 24; round++)
        {
            index.Backlog.Add(model.Add(2_000, streams: 4_000));
            await index.Flusher.Flush();
            head = model.Head;
            var streams = model.Places.Where((_, i) => i % 10 == round % 10).Take(200).ToArray();
            for (var again = 0; again < 3; again++)
            {
                var into = Array.ConvertAll(streams, _ => new List<FramePlace>());
                await index.Collect([.. streams.Select(stream => new StreamPosition(stream.Key, 0))], into, int.MaxValue);
                for (var i = 0; i < streams.Length; i++)
                    Assert.Equal(streams[i].Value, into[i].OrderBy(place => place.Position));
            }
        }
        await index.Merged();
        Assert.Equal(model.Places.Count, (await index.Streams("", null, int.MaxValue)).Count);
        Assert.Equal(head, model.Head);
    }

    [Fact]
    public async Task FindRecorded_AfterACommandWasFound_SeesWhatIsStoredLater()
    {
        var model = new IndexModel(5);
        await using var index = await Open(model, _folder.File("0"));
        for (var round = 0; round < 3; round++)
        {
            index.Backlog.Add(model.Add(500, streams: 100));
            await index.Flusher.Flush();
            Frame[] frames = [.. model.Commands.Keys.Select(id => new Frame("stock/a", 1, [Some.Record("again") with { CommandId = id }]))];
            Assert.Equal(model.Commands.Keys.OrderBy(id => id.Value), index.FindRecorded(frames).Keys.OrderBy(id => id.Value));
            Assert.Single(index.FindRecorded(frames[..1]));
        }
    }

    private static async Task Remove(IndexModel model, SqliteIndex index)
    {
        var stream = model.Pick([.. model.Places.Keys]);
        if (model.Remove(stream, index.Flusher.StoredThrough) is { } through)
            await index.RemovePlaces(stream, through);
    }

    private static async Task<SqliteIndex> Open(IndexModel model, string path)
    {
        var index = new SqliteIndex(path);
        await index.Start("epoch", model.Head, position => Task.FromResult(model.Read(position)));
        return index;
    }

    private static async Task Check(IndexModel model, SqliteIndex index)
    {
        var unknown = Enumerable.Range(0, 100).Select(i => CommandId.Of("unknown", i.Number()));
        Assert.Equal(model.Commands.OrderBy(pair => pair.Key.Value), (await index.Find([.. model.Commands.Keys, .. unknown])).OrderBy(pair => pair.Key.Value));
        foreach (var (hash, positions) in model.Correlations.Where((_, i) => i % 7 == 0).Append(model.Correlations.MaxBy(pair => pair.Value.Count)))
            Assert.Equal(positions, await index.Positions(hash));
        Assert.Empty(await index.Positions(Correlations.Hash("unknown")));
        var storage = new StreamReads(index.Backlog, new PlacesOnly(index));
        foreach (var limit in (int[])[int.MaxValue, 1, 200])
        {
            var afters = model.Places.Keys
                .Select(stream => new StreamPosition(stream, model.Next(2) == 0 ? 0 : model.Pick(model.Places[stream]).LastVersion))
                .Append(new StreamPosition("stock/none", 0)).ToArray();
            var found = await storage.Places(afters, limit);
            for (var i = 0; i < afters.Length; i++)
                CheckPlaces(model, afters[i], found[i], limit);
        }
        await CheckStreams(model, index);
    }

    private static void CheckPlaces(IndexModel model, StreamPosition after, List<FramePlace> found, int limit)
    {
        if (!model.Places.TryGetValue(after.Stream, out var places))
        {
            Assert.Empty(found);
            return;
        }
        var wanted = places.Where(place => place.LastVersion > after.Version).ToArray();
        var got = found.Where(place => place.LastVersion > after.Version).ToArray();
        if (limit == int.MaxValue)
        {
            // Removed ones may be among them, below all others; the last one is there in any case.
            Assert.Equal(places[^1], found[^1]);
            Assert.Equal(wanted, got.Where(place => place.Position >= places[0].Position));
            return;
        }
        var needed = Math.Min(limit, wanted.Length);
        Assert.Equal(wanted.Take(needed), got.Take(needed));
    }

    private static async Task CheckStreams(IndexModel model, SqliteIndex index)
    {
        foreach (var prefix in (string[])["", "order/", "stock/1", "none/"])
        {
            var streams = new SortedSet<string>(index.Backlog.Streams(prefix), Utf8Order.Comparer);
            string? after = null;
            while (await index.Streams(prefix, after, 700) is { Count: > 0 } page)
            {
                Assert.Equal(page.Order(Utf8Order.Comparer), page);
                streams.UnionWith(page);
                after = page[^1];
            }
            Assert.Equal(model.Places.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(Utf8Order.Comparer), streams);
        }
    }

    /// <summary>Only where frames lie is asked of it.</summary>
    private sealed class PlacesOnly(SqliteIndex index) : IBlockStorage
    {
        public Task<IReadOnlyList<StoredStream>> ReadRows(IReadOnlyList<StreamQuery> queries) => throw new NotSupportedException();

        public Task Collect(IReadOnlyList<StreamPosition> queries, List<FramePlace>[] into, int limit) => index.Collect(queries, into, limit);

        public Task<Dictionary<long, BlockFrame>> ReadFrames(IReadOnlyList<long> positions) => throw new NotSupportedException();
    }
}
