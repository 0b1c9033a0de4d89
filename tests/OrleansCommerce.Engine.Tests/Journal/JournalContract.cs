using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>What every storage does alike.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private IJournal? _journal;

    protected IJournal Journal => _journal ?? throw new InvalidOperationException("The journal is not open.");

    public virtual async ValueTask InitializeAsync() => _journal = await Started();

    public virtual async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another journal on the storage of this test.</summary>
    protected abstract IJournal Make();

    private async Task<IJournal> Started()
    {
        var journal = Make();
        await journal.Start(TestContext.Current.CancellationToken);
        return journal;
    }

    private async Task Restart()
    {
        await Journal.DisposeAsync();
        _journal = await Started();
    }

    private async Task<AppendOutcome> Append(Frame frame) => (await Journal.Append([frame])).Frames[0];

    private async Task<StoredStream> Read(string stream, long? afterVersion = null) =>
        (await Journal.Read([new StreamQuery(stream, afterVersion)]))[0];

    [Fact]
    public async Task Append_ToNewStream_IsReadBack()
    {
        var sent = Some.Record("{\"quantity\":2}", "c1", "reservation-1");

        var outcome = await Append(Some.Frame("stock/a@1", 1, sent, Some.Record("second")));

        Assert.Equal(AppendStatus.Durable, outcome.Status);
        var content = await Read("stock/a@1");
        Assert.Equal(2, content.Version);
        Assert.Equal(outcome.Position, content.Position);
        Assert.Equal([1, 2], content.Records.Select(record => record.Version));
        var stored = content.Records[0];
        Assert.Equal(("stock/a@1", outcome.Position), (stored.Stream, stored.Position));
        Assert.Equal((sent.Kind, sent.Correlation, sent.Actor), (stored.Record.Kind, stored.Record.Correlation, stored.Record.Actor));
        Assert.Equal((sent.At, sent.CommandId), (stored.Record.At, stored.Record.CommandId));
        Assert.Equal("{\"quantity\":2}", stored.Text());
        Assert.Null(content.Records[1].Record.CommandId);
    }

    [Fact]
    public async Task Append_AfterRestart_IsStillThere()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("first", "c1")));
        var epoch = await Journal.ReadSetting(JournalSettings.Epoch);

        await Restart();

        Assert.Equal(["first"], (await Read("stock/a@1")).Records.Texts());
        Assert.Equal(AppendStatus.Duplicate, (await Append(Some.Frame("stock/a@1", 2, Some.Record("again", "c1")))).Status);
        Assert.Equal(AppendStatus.Durable, (await Append(Some.Frame("stock/a@1", 2, Some.Record("second")))).Status);
        Assert.NotEmpty(epoch!);
        Assert.Equal(epoch, await Journal.ReadSetting(JournalSettings.Epoch));
        Assert.Equal(["first", "second"], (await Journal.ReadAll(0, 9)).Records.Texts());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Append_NotAtTheHead_Conflicts(long firstVersion)
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1"), Some.Record("2"), Some.Record("3")));

        var outcome = await Append(Some.Frame("stock/a@1", firstVersion, Some.Record("stale", "c9")));

        Assert.Equal(AppendStatus.Conflict, outcome.Status);
        Assert.Equal(["1", "2", "3"], (await Read("stock/a@1")).Records.Texts());
        Assert.Null(await Journal.FindCommand(CommandId.Of("test", "c9")));
    }

    [Fact]
    public async Task Append_OfSecondOwnerWithOtherBoundaries_DoesNotSlipIn()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1")));
        // The new owner has taken 2; the old one had 2, 3 and 4 in flight and sends them one by one.
        await Append(Some.Frame("stock/a@1", 2, Some.Record("new 2")));

        Assert.Equal(AppendStatus.Conflict, (await Append(Some.Frame("stock/a@1", 2, Some.Record("old 2")))).Status);
        Assert.Equal(AppendStatus.Conflict, (await Append(Some.Frame("stock/a@1", 4, Some.Record("old 4")))).Status);
        Assert.Equal(["1", "new 2"], (await Read("stock/a@1")).Records.Texts());
    }

    [Fact]
    public async Task Append_WithKnownCommand_IsDuplicateWithItsPlace()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1"), Some.Record("2", "c2")));

        var outcome = await Append(Some.Frame("stock/b@1", 1, Some.Record("x", "c7"), Some.Record("y", "c2"), Some.Record("z", "c8")));

        Assert.Equal(AppendStatus.Duplicate, outcome.Status);
        Assert.Equal(CommandId.Of("test", "c2"), outcome.DuplicateId);
        Assert.Equal(new RecordPlace("stock/a@1", 2), outcome.DuplicatePlace);
        Assert.Equal(0, (await Read("stock/b@1")).Version);
        Assert.Null(await Journal.FindCommand(CommandId.Of("test", "c7")));
        Assert.Equal(AppendStatus.Durable, (await Append(Some.Frame("stock/b@1", 1, Some.Record("x", "c7")))).Status);
    }

    [Fact]
    public async Task Append_WithSeveralKnownCommands_NamesTheFirst()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1", "c1"), Some.Record("2", "c2")));

        var outcome = await Append(Some.Frame("stock/b@1", 1, Some.Record("y", "c2"), Some.Record("x", "c1")));

        Assert.Equal(CommandId.Of("test", "c2"), outcome.DuplicateId);
    }

    [Fact]
    public async Task Batch_WithConflictAndDuplicate_KeepsTheRest()
    {
        await Append(Some.Frame("stock/a@1", 1, Some.Record("1", "c1")));

        var outcome = await Journal.Append(
        [
            Some.Frame("stock/b@1", 1, Some.Record("b", "c2")),
            Some.Frame("stock/a@1", 1, Some.Record("stale", "c3")),
            Some.Frame("stock/c@1", 1, Some.Record("again", "c1")),
            Some.Frame("stock/d@1", 1, Some.Record("d", "c4")),
            Some.Frame("stock/e@1", 7, Some.Record("gap", "c5")),
            Some.Frame("stock/f@1", 1, Some.Record("f")),
        ]);

        Assert.Equal(
            [AppendStatus.Durable, AppendStatus.Conflict, AppendStatus.Duplicate, AppendStatus.Durable, AppendStatus.Conflict, AppendStatus.Durable],
            outcome.Frames.Select(frame => frame.Status));
        var feed = await Journal.ReadAll(0, 100);
        Assert.Equal(["1", "b", "d", "f"], feed.Records.Texts());
        var ids = new[] { "c1", "c2", "c3", "c4", "c5" }.Select(id => CommandId.Of("test", id)).ToArray();
        var found = await Journal.FindCommands(ids);
        Assert.Equal([ids[0], ids[1], ids[3]], ids.Where(found.ContainsKey));
    }

    [Fact]
    public async Task Batch_WithSameStreamOrCommandTwice_IsRefusedAsABug()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Journal.Append(
            [Some.Frame("stock/a@1", 1, Some.Record("1")), Some.Frame("stock/a@1", 2, Some.Record("2"))]));
        await Assert.ThrowsAsync<ArgumentException>(() => Journal.Append(
            [Some.Frame("stock/a@1", 1, Some.Record("1", "c1")), Some.Frame("stock/b@1", 1, Some.Record("2", "c1"))]));
        Assert.Equal(0, await Journal.Head());
    }

    [Fact]
    public async Task Batch_OfManyLargeFrames_IsReadBack()
    {
        var frames = Enumerable.Range(0, 300).Select(i => Some.Frame(
            $"stock/{i}@1",
            1,
            [.. Enumerable.Range(0, 5).Select(j => Some.Record(new string('x', 3_000) + i.Number(), $"{i}/{j}", $"order-{i % 7}"))])).ToArray();

        var outcome = await Journal.Append(frames);

        Assert.All(outcome.Frames, frame => Assert.Equal(AppendStatus.Durable, frame.Status));
        Assert.Equal(outcome.Frames.Select(frame => frame.Position).Order(), outcome.Frames.Select(frame => frame.Position));
        var contents = await Journal.Read([.. frames.Select(frame => new StreamQuery(frame.Stream))]);
        Assert.Equal(frames.Select(frame => frame.Stream), contents.Select(content => content.Stream));
        Assert.All(contents, content => Assert.Equal(5, content.Records.Count));
        Assert.EndsWith("x299", contents[299].Records[4].Text(), StringComparison.Ordinal);
    }
}
