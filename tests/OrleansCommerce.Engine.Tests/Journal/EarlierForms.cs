using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>
/// A journal whose older frames are rows of their own and whose newer ones lie in blocks: it has to be read as one.
/// </summary>
internal static class EarlierForms
{
    public const string Mixed = "stock/mixed@1";
    public const string OnlyOld = "stock/only-old@1";
    public const string OnlyNew = "stock/only-new@1";

    /// <summary>What is to be there in the form of rows.</summary>
    public static Frame[] Rows { get; } =
    [
        Some.Frame(Mixed, 1, Some.Record("1", "c1", "r"), Some.Record("2", "c2")),
        Some.Frame(OnlyOld, 1, Some.Record("old", "c3", "r")),
        Some.Frame(Mixed, 3, Some.Record("3", "c4", "r")),
    ];

    /// <summary>Writes the rest, and looks at all of it.</summary>
    public static async Task GoOn(IJournal journal)
    {
        Assert.Equal([3L, 1L, 0L], await journal.ReadHeads([Mixed, OnlyOld, OnlyNew]));
        Assert.Equal(3, await journal.Head());
        var refused = await journal.Append([Some.Frame(Mixed, 3, Some.Record("stale")), Some.Frame(OnlyNew, 1, Some.Record("again", "c3"))]);
        Assert.Equal([AppendStatus.Conflict, AppendStatus.Duplicate], refused.Frames.Select(frame => frame.Status));
        Assert.Equal(new RecordPlace(OnlyOld, 1), refused.Frames[1].DuplicatePlace);
        foreach (var frame in new[] { Some.Frame(Mixed, 4, Some.Record("4", "c5", "r"), Some.Record("5")), Some.Frame(OnlyNew, 1, Some.Record("new", "c6")) })
            Assert.Equal(AppendStatus.Durable, (await journal.Append([frame])).Frames[0].Status);
        await Check(journal);
    }

    public static async Task Check(IJournal journal)
    {
        Assert.Equal(["1", "2", "old", "3", "4", "5", "new"], (await journal.ReadAll(0, 100)).Records.Texts());
        Assert.Equal(["3", "4", "5"], (await journal.ReadAll(2, 2)).Records.Texts());
        Assert.Equal(5, await journal.Head());
        var contents = await journal.Read([new(Mixed), new(OnlyOld), new(OnlyNew), new(Mixed, 2), new(Mixed, 4)]);
        Assert.Equal(["1 2 3 4 5", "old", "new", "3 4 5", "5"], contents.Select(content => string.Join(' ', content.Records.Texts())));
        Assert.Equal([5L, 1L, 1L, 5L, 5L], contents.Select(content => content.Version));
        Assert.Equal([4L, 2L, 5L, 4L, 4L], contents.Select(content => content.Position));
        Assert.Equal([5L, 1L, 1L], await journal.ReadHeads([Mixed, OnlyOld, OnlyNew]));
        Assert.Equal(["2", "3", "4"], (await journal.ReadStream(Mixed, 1, 3)).Texts());
        Assert.Equal("3", (await journal.ReadRecord(new RecordPlace(Mixed, 3)))!.Value.Text());
        Assert.Equal("5", (await journal.ReadRecord(new RecordPlace(Mixed, 5)))!.Value.Text());
        Assert.Equal([Mixed, OnlyNew, OnlyOld], await journal.ListStreams("stock/", null, 9));
        Assert.Equal([OnlyNew], await journal.ListStreams("stock/", Mixed, 1));
        Assert.Equal(["1", "old", "3", "4"], (await journal.ReadCorrelation("r", 9)).Texts());
        var changed = await journal.ReadChangedStreams("stock/", 0, 100);
        Assert.Equal([OnlyOld, Mixed, OnlyNew], changed.Streams.Select(stream => stream.Stream));
        Assert.Equal([2L, 4L, 5L], changed.Streams.Select(stream => stream.Position));
        var ids = Enumerable.Range(1, 7).Select(number => CommandId.Of("test", $"c{number}")).ToArray();
        var found = await journal.FindCommands(ids);
        Assert.Equal(ids[..6], ids.Where(found.ContainsKey));
        Assert.Equal([new(Mixed, 1), new(Mixed, 2), new(OnlyOld, 1), new(Mixed, 3), new(Mixed, 4), new(OnlyNew, 1)], ids[..6].Select(id => found[id]));
    }

    /// <summary>Compaction goes from the rows into the blocks.</summary>
    public static async Task Compact(IJournal journal)
    {
        Assert.Equal(AppendStatus.Durable, (await journal.Append([Some.Frame(Mixed, 6, Some.Record("6"))])).Frames[0].Status);
        await journal.WriteSnapshots([new StreamSnapshot(Mixed, new Snapshot(5, new byte[] { 1 }))]);
        Assert.Equal([Mixed], await journal.ListCompactable(null, long.MaxValue, 9));
        Assert.Equal(1, await journal.Compact(Mixed, long.MaxValue, 1));
        Assert.Equal(2, await journal.Compact(Mixed, long.MaxValue, 9));
        Assert.Empty(await journal.ListCompactable(null, long.MaxValue, 9));
        Assert.Equal(["old", "new", "6"], (await journal.ReadAll(0, 100)).Records.Texts());
        Assert.Equal(["6"], (await journal.Read([new StreamQuery(Mixed, 0)]))[0].Records.Texts());
        Assert.Equal(["6"], (await journal.Read([new StreamQuery(Mixed)]))[0].Records.Texts());
        Assert.Equal(4, (await journal.ReadAll(0, 100)).CompactedThrough);
        foreach (var (id, place) in new[] { ("c2", new RecordPlace(Mixed, 2)), ("c5", new RecordPlace(Mixed, 4)), ("c6", new RecordPlace(OnlyNew, 1)) })
            Assert.Equal(place, await journal.FindCommand(CommandId.Of("test", id)));
        Assert.Equal(["old"], (await journal.ReadCorrelation("r", 9)).Texts());
    }
}
