using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Read_OfUnknownStream_IsEmpty()
    {
        var content = await Read("stock/none@1");

        Assert.Equal((0, 0), (content.Version, content.Position));
        Assert.Empty(content.Records);
        Assert.Null(content.Snapshot);
    }

    [Fact]
    public async Task Read_AfterVersionInsideAFrame_StartsThere()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1"), Some.Record("2"), Some.Record("3")));
        await Append(Some.Frame("stock/a@1", 4, Some.Record("4"), Some.Record("5")));

        Assert.Equal(["2", "3", "4", "5"], (await Read("stock/a@1", 1)).Records.Texts());
        Assert.Equal(["4", "5"], (await Read("stock/a@1", 3)).Records.Texts());
        Assert.Empty((await Read("stock/a@1", 5)).Records);
        Assert.Equal(5, (await Read("stock/a@1", 5)).Version);
    }

    [Fact]
    public async Task Read_OfManyStreams_AnswersEachQuery()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("a1"), Some.Record("a2")));
        await Append(Some.Frame("stock/b@1", 1, Some.Record("b1")));
        await Journal.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(1, new byte[] { 7 }))]);

        var contents = await Journal.Read([new("stock/b@1"), new("stock/none@1"), new("stock/a@1"), new("stock/a@1", 0)]);

        Assert.Equal(["b1"], contents[0].Records.Texts());
        Assert.Empty(contents[1].Records);
        Assert.Equal(["a2"], contents[2].Records.Texts());
        Assert.Equal([7], contents[2].Snapshot!.Body.ToArray());
        Assert.Equal(["a1", "a2"], contents[3].Records.Texts());
        Assert.Null(contents[3].Snapshot);
    }

    [Fact]
    public async Task Stream_ReadInPages_ShowsEachRecordOnce()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1"), Some.Record("2"), Some.Record("3")));
        await Append(Some.Frame("stock/a@1", 4, Some.Record("4")));
        await Append(Some.Frame("stock/b@1", 1, Some.Record("b")));
        await Append(Some.Frame("stock/a@1", 5, Some.Record("5"), Some.Record("6")));

        var pages = new List<string>();
        for (var version = 0L; await Journal.ReadStream("stock/a@1", version, 2) is { Count: > 0 } page; version = page[^1].Version)
            pages.Add(string.Join(' ', page.Texts()));

        Assert.Equal(["1 2", "3 4", "5 6"], pages);
        Assert.Equal(["2", "3", "4", "5", "6"], (await Journal.ReadStream("stock/a@1", 1, 100)).Texts());
        Assert.Empty(await Journal.ReadStream("stock/none@1", 0, 2));
    }

    [Fact]
    public async Task Heads_OfManyStreams_AreWhereEachEnds()
    {
        for (var version = 1; version <= 7; version += 2)
            await Append(Some.Frame("stock/a@1", version, Some.Record("x"), Some.Record("y")));
        await Append(Some.Frame("stock/b@1", 1, Some.Record("b1")));
        await Journal.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(7, new byte[] { 7 }))]);
        await Journal.Compact("stock/a@1", long.MaxValue, 10);

        Assert.Equal([1L, 0L, 8L, 1L], await Journal.ReadHeads(["stock/b@1", "stock/none@1", "stock/a@1", "stock/b@1"]));
        Assert.Empty(await Journal.ReadHeads([]));
    }

    [Fact]
    public async Task Heads_AfterAnAppendIsDurable_IncludeItEachTime()
    {
        for (var version = 1; version <= 50; version++)
        {
            Assert.Equal(AppendStatus.Durable, (await Append(Some.Frame("stock/a@1", version, Some.Record("x")))).Status);
            Assert.Equal([version], await Journal.ReadHeads(["stock/a@1"]));
        }
    }

    [Fact]
    public async Task Snapshot_Older_DoesNotReplaceNewer()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1"), Some.Record("2"), Some.Record("3")));
        await Journal.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(3, new byte[] { 3 }))]);
        await Journal.WriteSnapshots([new StreamSnapshot("stock/a@1", new Snapshot(2, new byte[] { 2 }))]);

        var content = await Read("stock/a@1");

        Assert.Equal(3, content.Snapshot!.Version);
        Assert.Empty(content.Records);
        Assert.Equal(3, content.Version);
        Assert.Equal(await Journal.Head(), content.Position);
    }

    [Fact]
    public async Task Feed_InPages_GivesEverythingOnceInOrder()
    {
        for (var i = 0; i < 10; i++)
        {
            await Journal.Append(
                [Some.Frame("stock/a@1", 2 * i + 1, Some.Record($"a{2 * i}"), Some.Record($"a{2 * i + 1}")), Some.Frame($"order/{i}", 1, Some.Record($"o{i}"))]);
        }
        var seen = new List<StoredRecord>();
        for (var position = 0L; ;)
        {
            var page = await Journal.ReadAll(position, 4);
            if (page.Records.Count == 0)
            {
                Assert.Equal(position, page.Position);
                break;
            }
            Assert.InRange(page.Records.Count, 1, 5);
            Assert.Equal(page.Position, page.Records[^1].Position);
            seen.AddRange(page.Records);
            position = page.Position;
        }

        Assert.Equal(30, seen.Count);
        Assert.Equal(seen.OrderBy(record => record.Position).ThenBy(record => record.Version), seen);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a{i}"), seen.Where(record => record.Stream == "stock/a@1").Texts());
        Assert.Equal(await Journal.Head(), seen[^1].Position);
    }

    [Fact]
    public async Task ChangedStreams_AfterPosition_AreNamedOnce()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1")));
        var position = (await Append(Some.Frame("stock/b@1", 1, Some.Record("1")))).Position;
        await Append(Some.Frame("stock/a@1", 2, Some.Record("2")));
        await Append(Some.Frame("order/1", 1, Some.Record("x")));
        await Append(Some.Frame("stock/c@1", 1, Some.Record("1")));
        var last = await Append(Some.Frame("stock/a@1", 3, Some.Record("3"), Some.Record("4")));

        var changed = await Journal.ReadChangedStreams("stock/", position, 100);
        var piece = await Journal.ReadChangedStreams("stock/", position, 2);

        Assert.Equal(["stock/c@1", "stock/a@1"], changed.Streams.Select(stream => stream.Stream));
        Assert.Equal((4, last.Position), (changed.Streams[1].Version, changed.Streams[1].Position));
        Assert.True(changed.IsLast);
        Assert.Equal(last.Position, changed.Position);
        Assert.False(piece.IsLast);
        Assert.Equal(["stock/a@1"], piece.Streams.Select(stream => stream.Stream));
        var rest = await Journal.ReadChangedStreams("stock/", piece.Position, 100);
        Assert.Equal(["stock/c@1", "stock/a@1"], rest.Streams.Select(stream => stream.Stream));
    }

    [Fact]
    public async Task Commands_AreFoundWithTheirRecords()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1", "c1"), Some.Record("2"), Some.Record("3", "c3")));
        var ids = new[] { "c1", "c2", "c3" }.Select(id => CommandId.Of("test", id)).ToArray();

        var found = await Journal.FindCommands(ids);

        Assert.Equal(2, found.Count);
        Assert.Equal(new RecordPlace("stock/a@1", 3), found[ids[2]]);
        Assert.Equal(new RecordPlace("stock/a@1", 1), await Journal.FindCommand(ids[0]));
        Assert.Null(await Journal.FindCommand(ids[1]));
        Assert.Equal("3", (await Journal.ReadRecord(found[ids[2]]))!.Value.Text());
        Assert.Null(await Journal.ReadRecord(new RecordPlace("stock/a@1", 4)));
        Assert.Null(await Journal.ReadRecord(new RecordPlace("stock/a@1", 0)));
        Assert.Null(await Journal.ReadRecord(new RecordPlace("stock/none@1", 1)));
    }

    [Fact]
    public async Task Streams_AreListedInPagesByTheirUtf8Bytes()
    {
        string[] names = ["location/", "location/Zürich", "location/a", "location/b", "location/é", "location/\uFFFD", "location/😀"];
        foreach (var name in names.Append("locatiom/x").Append("locatioo/x").Append("stock/a@1").Reverse())
        {
            await Append(Some.Frame(name, 1, Some.Record("1")));
            await Append(Some.Frame(name, 2, Some.Record("2")));
        }

        Assert.Equal(names, await Journal.ListStreams("location/", null, 100));
        Assert.Equal(names[..2], await Journal.ListStreams("location/", null, 2));
        Assert.Equal(names[2..4], await Journal.ListStreams("location/", names[1], 2));
        Assert.Equal(names[3..], await Journal.ListStreams("location/", "location/aa", 100));
        Assert.Empty(await Journal.ListStreams("location/", names[^1], 100));
        Assert.Empty(await Journal.ListStreams("zzz", null, 100));
    }

    [Fact]
    public async Task Correlation_CollectsItsRecordsInOrder()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("held", null, "r1"), Some.Record("other", null, "r2"), Some.Record("none")));
        await Append(Some.Frame("order/1", 1, Some.Record("placed", null, "r1")));
        await Append(Some.Frame("stock/a@1", 4, Some.Record("x", null, "r2"), Some.Record("confirmed", null, "r1"), Some.Record("fulfilled", null, "r1")));

        Assert.Equal(["held", "placed", "confirmed", "fulfilled"], (await Journal.ReadCorrelation("r1", 100)).Texts());
        Assert.Equal(["held", "placed", "confirmed"], (await Journal.ReadCorrelation("r1", 3)).Texts());
        Assert.Equal([1, 1, 5, 6], (await Journal.ReadCorrelation("r1", 100)).Select(record => record.Version));
        Assert.Empty(await Journal.ReadCorrelation("r3", 100));
    }

    [Fact]
    public async Task Setting_Written_IsReadAfterRestart()
    {
        Assert.Null(await Journal.ReadSetting("demo"));
        await Journal.WriteSetting("demo", "1");
        await Journal.WriteSetting("demo", "2");

        await Restart();

        Assert.Equal("2", await Journal.ReadSetting("demo"));
    }
}
