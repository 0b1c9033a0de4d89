using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Batch_OfManySmallFrames_IsReadBackWherever()
    {
        // Some names are longer than others, so that frames lie at all sorts of places.
        var frames = Enumerable.Range(0, 2_000).Select(i => Some.Frame(
            $"stock/{i}{new string('x', i % 50)}@1", 1, Some.Record(i.Number(), $"c{i}", $"r{i}"))).ToArray();

        var outcome = await Journal.Append(frames);

        Assert.Equal(Enumerable.Range(1, frames.Length).Select(i => (long)i), outcome.Frames.Select(frame => frame.Position));
        for (var round = 0; round < 2; round++)
        {
            var contents = await Journal.Read([.. frames.Select(frame => new StreamQuery(frame.Stream))]);
            Assert.Equal(Enumerable.Range(0, frames.Length).Select(i => i.Number()), contents.Select(content => content.Records.Single().Text()));
            Assert.Equal(Enumerable.Range(1, frames.Length).Select(i => (long)i), contents.Select(content => content.Position));
            Assert.Equal(["777"], (await Journal.ReadCorrelation("r777", 9)).Texts());
            Assert.Equal(["1500", "1501", "1502"], (await Journal.ReadAll(1_500, 3)).Records.Texts());
            Assert.Equal(frames.Length, (await Journal.ListStreams("stock/", null, int.MaxValue)).Count);
            await Restart();
        }
    }

    [Fact]
    public async Task Stream_WrittenByManyRuns_IsWhole()
    {
        const int runs = 6;
        const int framesPerRun = 5;
        var version = 0L;
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < framesPerRun; i++)
            {
                await Append(Some.Frame("stock/a@1", version + 1, Some.Record($"{version + 1}", $"c{version + 1}", "all"), Some.Record($"{version + 2}")));
                version += 2;
            }
            await Append(Some.Frame($"order/{run}", 1, Some.Record("order")));
            await Restart();
            Assert.Equal(AppendStatus.Conflict, (await Append(Some.Frame("stock/a@1", version, Some.Record("stale")))).Status);
        }
        await Append(Some.Frame("stock/a@1", version + 1, Some.Record($"{version + 1}")));

        for (var after = 0L; after <= version + 1; after++)
        {
            var expected = Enumerable.Range(1, (int)version + 1).Where(number => number > after).Select(number => number.Number()).ToArray();
            var content = await Read("stock/a@1", after);
            Assert.Equal(version + 1, content.Version);
            Assert.Equal(expected, content.Records.Texts());
            Assert.Equal(expected.Take(3), (await Journal.ReadStream("stock/a@1", after, 3)).Texts());
            Assert.Equal(expected.FirstOrDefault(), (await Journal.ReadRecord(new RecordPlace("stock/a@1", after + 1)))?.Text());
        }
        Assert.Equal([version + 1, 1L, 0L], await Journal.ReadHeads(["stock/a@1", "order/3", "order/none"]));
        Assert.Equal(Enumerable.Range(0, runs).Select(run => $"order/{run}"), await Journal.ListStreams("order/", null, 100));
        Assert.Equal(runs * framesPerRun, (await Journal.ReadCorrelation("all", int.MaxValue)).Count);
    }

    [Fact]
    public async Task Compact_OfWhatManyRunsWrote_TakesTheOldestFirst()
    {
        const int runs = 4;
        const int framesPerRun = 6;
        const int frames = runs * framesPerRun;
        for (var version = 1; version <= frames; version++)
        {
            await Append(Some.Frame(Old, version, Some.Record(version.Number(), version % 2 == 0 ? $"c{version}" : null)));
            if (version % framesPerRun == 0)
                await Restart();
        }
        await Journal.WriteSnapshots([new StreamSnapshot(Old, new Snapshot(frames - 2, new byte[] { 1 }))]);

        for (var removed = 0; removed < frames - 2;)
        {
            Assert.Equal([Old], await Journal.ListCompactable(null, long.MaxValue, 10));
            var step = await Journal.Compact(Old, long.MaxValue, 4);
            Assert.InRange(step, 1, 4);
            removed += step;
            var rest = Enumerable.Range(removed + 1, frames - removed).Select(version => version.Number());
            Assert.Equal(rest, (await Read(Old, 0)).Records.Texts());
            Assert.Equal(rest, (await Journal.ReadAll(0, 100)).Records.Texts());
            Assert.Equal(["23", "24"], (await Read(Old)).Records.Texts());
            if (removed % 8 == 0)
                await Restart();
        }
        Assert.Empty(await Journal.ListCompactable(null, long.MaxValue, 10));
        Assert.Equal(0, await Journal.Compact(Old, long.MaxValue, 4));
        await Restart();
        for (var version = 2; version <= frames; version += 2)
            Assert.Equal(new RecordPlace(Old, version), await Journal.FindCommand(CommandId.Of("test", $"c{version}")));
        Assert.Equal(AppendStatus.Duplicate, (await Append(Some.Frame("stock/new@1", 1, Some.Record("late", "c2")))).Status);
        Assert.Equal(AppendStatus.Durable, (await Append(Some.Frame(Old, frames + 1, Some.Record("on")))).Status);
    }
}
