using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public abstract partial class JournalContract
{
    private const string Old = "stock/old@1";

    [Fact]
    public async Task Compact_WhatASnapshotCovers_IsGoneAndTheRestIsWhole()
    {
        var positions = await WriteOld(snapshotVersion: 4);

        Assert.Equal([Old], await Journal.ListCompactable(null, long.MaxValue, 10));
        Assert.Equal(2, await Journal.Compact(Old, long.MaxValue, 10));
        Assert.Empty(await Journal.ListCompactable(null, long.MaxValue, 10));

        for (var round = 0; round < 2; round++)
        {
            var content = await Read(Old);
            Assert.Equal((6, positions[3], 4), (content.Version, content.Position, content.Snapshot!.Version));
            Assert.Equal(["5", "6"], content.Records.Texts());
            Assert.Equal(["5", "6"], (await Read(Old, 0)).Records.Texts());
            var page = await Journal.ReadAll(0, 100);
            Assert.Equal(["other", "5", "6"], page.Records.Texts());
            Assert.Equal((positions[1], positions[3]), (page.CompactedThrough, page.Position));
            Assert.Equal(["5"], (await Journal.ReadCorrelation("order-1", 10)).Texts());
            Assert.Equal(["stock/old@1", "stock/other@1"], await Journal.ListStreams("stock/", null, 10));
            var changed = await Journal.ReadChangedStreams("stock/", 0, 100);
            Assert.Equal(["stock/other@1", Old], changed.Streams.Select(stream => stream.Stream));
            await Restart();
        }
    }

    [Fact]
    public async Task Compact_OfCommands_KeepsTheirIdsAndPlaces()
    {
        await WriteOld(snapshotVersion: 4);
        await Journal.Compact(Old, long.MaxValue, 10);

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(new RecordPlace(Old, 2), await Journal.FindCommand(CommandId.Of("test", "c2")));
            Assert.Equal(new RecordPlace(Old, 4), await Journal.FindCommand(CommandId.Of("test", "c4")));
            Assert.Null(await Journal.ReadRecord(new RecordPlace(Old, 2)));
            Assert.Null(await Journal.ReadRecord(new RecordPlace(Old, 1)));
            Assert.Equal("5", (await Journal.ReadRecord(new RecordPlace(Old, 5)))!.Value.Text());
            var late = await Append(Some.Frame("stock/new@1", 1, Some.Record("late", "c2")));
            Assert.Equal((AppendStatus.Duplicate, new RecordPlace(Old, 2)), (late.Status, late.DuplicatePlace));
            await Restart();
        }
    }

    [Fact]
    public async Task Compact_ThenAppend_ContinuesVersionsAndPositions()
    {
        var positions = await WriteOld(snapshotVersion: 4);
        await Journal.Compact(Old, long.MaxValue, 10);

        Assert.Equal(AppendStatus.Conflict, (await Append(Some.Frame(Old, 1, Some.Record("from the start")))).Status);
        var outcome = await Append(Some.Frame(Old, 7, Some.Record("7")));
        Assert.Equal(AppendStatus.Durable, outcome.Status);
        Assert.True(outcome.Position > positions[^1]);
    }

    [Fact]
    public async Task Compact_WithTheWholeStreamCovered_KeepsItsLastFrame()
    {
        await WriteOld(snapshotVersion: 6);

        Assert.Equal(2, await Journal.Compact(Old, long.MaxValue, 10));
        Assert.Equal(0, await Journal.Compact(Old, long.MaxValue, 10));
        await Restart();
        Assert.Equal(6, (await Read(Old)).Version);
        Assert.Empty((await Read(Old)).Records);
        Assert.Equal(AppendStatus.Durable, (await Append(Some.Frame(Old, 7, Some.Record("7")))).Status);
    }

    [Fact]
    public async Task Compact_WithoutSnapshotOrWithinTheRetention_RemovesNothing()
    {
        var positions = await WriteOld(snapshotVersion: 4);

        Assert.Equal(0, await Journal.Compact("stock/other@1", long.MaxValue, 10));
        Assert.Empty(await Journal.ListCompactable(null, positions[0] - 1, 10));
        Assert.Equal(0, await Journal.Compact(Old, positions[0] - 1, 10));
        Assert.Equal(0, (await Journal.ReadAll(0, 100)).CompactedThrough);
        Assert.Equal(1, await Journal.Compact(Old, positions[0], 10));
        Assert.Equal(positions[0], (await Journal.ReadAll(0, 100)).CompactedThrough);
        Assert.Equal(1, await Journal.Compact(Old, long.MaxValue, 1));
    }

    [Fact]
    public async Task Compact_WhileOthersAppend_LosesNothingOfTheirs()
    {
        const int frames = 60;
        for (var version = 1; version <= frames; version++)
            await Append(Some.Frame(Old, version, Some.Record(version.Number(), $"c{version}", "order-1")));
        await Journal.WriteSnapshots([new StreamSnapshot(Old, new Snapshot(frames - 1, new byte[] { 1 }))]);

        var appending = Task.Run(async () =>
        {
            for (var i = 1; i <= frames; i++)
            {
                var outcome = await Journal.Append([Some.Frame(Old, frames + i, Some.Record($"n{i}")), Some.Frame("stock/b@1", i, Some.Record($"b{i}", $"b{i}"))]);
                Assert.All(outcome.Frames, frame => Assert.Equal(AppendStatus.Durable, frame.Status));
            }
        });
        var removed = 0;
        for (var step = 3; step == 3;)
            removed += step = await Journal.Compact(Old, long.MaxValue, 3);
        await appending;

        Assert.Equal(frames - 1, removed);
        Assert.Equal(frames * 2, (await Read(Old)).Version);
        Assert.Equal(frames + 1, (await Read(Old, 0)).Records.Count);
        Assert.Equal(frames, (await Read("stock/b@1")).Records.Count);
        Assert.Equal((frames * 2) + 1, (await Journal.ReadAll(0, int.MaxValue)).Records.Count);
        Assert.Equal(["60"], (await Journal.ReadCorrelation("order-1", 100)).Texts());
        var ids = Enumerable.Range(1, frames).Select(version => CommandId.Of("test", $"c{version}")).ToArray();
        Assert.Equal(frames, (await Journal.FindCommands(ids)).Count);
    }

    /// <summary>Three frames of one stream, the first two with ids, and one of another in between. Their positions.</summary>
    private async Task<long[]> WriteOld(long snapshotVersion)
    {
        Frame[] frames =
        [
            Some.Frame(Old, 1, Some.Record("1"), Some.Record("2", "c2", "order-1"), Some.Record("3")),
            Some.Frame(Old, 4, Some.Record("4", "c4", "order-1")),
            Some.Frame("stock/other@1", 1, Some.Record("other", "c9")),
            Some.Frame(Old, 5, Some.Record("5", "c5", "order-1"), Some.Record("6")),
        ];
        var positions = new List<long>();
        foreach (var frame in frames)
            positions.Add((await Append(frame)).Position);
        await Journal.WriteSnapshots([new StreamSnapshot(Old, new Snapshot(snapshotVersion, new byte[] { 1 }))]);
        return [.. positions];
    }
}
