using System.Text;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Feeds;

public sealed class FeedRegisterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly ShiftedTimeProvider _clock = new(Start);

    [Fact]
    public async Task Feed_SilentForLongerThanItMay_RaisesTheAlarmOnceAndAcrossARestart()
    {
        var journal = new MemoryJournal(_clock);
        await using (var engine = await Engine.Start(journal, _clock))
        {
            await Register(engine).Execute(new DescribeFeed("till", 5, 15), Engine.Origin);
            engine.Get<FeedIntake>().Heard("till", new FeedCounts(Accepted: 3), Start);
            await engine.Get<FeedIntake>().Report();
            _clock.Advance(TimeSpan.FromMinutes(14));
            Assert.Empty(await Look(engine));
        }

        await using (var engine = await Engine.Start(journal, _clock))
        {
            _clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(["till"], await Look(engine));
            Assert.Empty(await Look(engine));
        }

        await using var last = await Engine.Start(journal, _clock);
        Assert.Empty(await Look(last));
        var silent = Assert.Single(await Register(last).Read());
        Assert.Equal((silent.HeardAt, 3), (silent.SilentSince, silent.Counts.Accepted));
        last.Get<FeedIntake>().Heard("till", FeedCounts.None);
        await last.Get<FeedIntake>().Report();
        Assert.Null(Assert.Single(await Register(last).Read()).SilentSince);
    }

    [Fact]
    public async Task Feed_NeverHeard_IsSilentFromWhenItWasDescribed()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        await Register(engine).Execute(new DescribeFeed("erp", 5, 60), Engine.Origin);
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(["erp"], await Look(engine));
        var patient = await Register(engine).Execute(new DescribeFeed("erp", 5, 120), Engine.Origin);
        Assert.Null(patient.Feed!.SilentSince);
        _clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(["erp"], await Look(engine));
        Assert.Null((await Register(engine).Execute(new DisableFeed("erp"), Engine.Origin)).Feed!.SilentSince);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await Look(engine));
        Assert.True((await engine.Get<FeedIntake>().Terms("erp")).IsDisabled);
    }

    [Fact]
    public async Task Report_WhoseAnswerIsLost_IsCountedOnce()
    {
        var journal = new MemoryJournal(_clock);
        await using var engine = await Engine.Start(journal, _clock);
        engine.Get<FeedIntake>().Heard("till", new FeedCounts(Accepted: 2));
        var report = new ReportFeeds("p.1", [new("till", Start, Start, new FeedCounts(Accepted: 2))]);
        await Register(engine).Execute(report, Engine.Origin);
        Assert.True((await Register(engine).Execute(report, Engine.Origin)).IsRepeated);
        Assert.Equal(2, Assert.Single(await Register(engine).Read()).Counts.Accepted);
        await engine.Get<FeedIntake>().Report();
        await engine.Get<FeedIntake>().Report();
        Assert.Equal(4, Assert.Single(await Register(engine).Read()).Counts.Accepted);
    }

    [Fact]
    public async Task Feeds_MoreThanThereMayBe_AreRefused()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        for (var i = 0; i < FeedLimits.FeedsMax; i++)
        {
            Assert.False((await Register(engine).Execute(new DescribeFeed($"s-{i}", 1, 15), Engine.Origin)).IsTooMany);
        }

        Assert.True((await Register(engine).Execute(new DescribeFeed("one-more", 1, 15), Engine.Origin)).IsTooMany);
        engine.Get<FeedIntake>().Heard("one-more", FeedCounts.None);
        await engine.Get<FeedIntake>().Report();
        Assert.Equal((FeedLimits.FeedsMax, true), ((await Register(engine).Read()).Length, (await engine.Get<FeedIntake>().Terms("one-more")).IsRefused));
        Assert.False((await engine.Get<FeedIntake>().Terms("s-7")).IsRefused);
    }

    /// <summary>Journals are read for years: what is written is held against what was committed.</summary>
    [Fact]
    public async Task Events_Stored_AreAsTheyWereCommitted()
    {
        var journal = new MemoryJournal(_clock);
        await using var engine = await Engine.Start(journal, _clock);
        var sale = new Move("s-1", MovementKind.Sale, 2, OccurredAt: Start.AddDays(-1), Feed: new("till", 5, 9));
        await engine.Item("mug@st").Execute(new Move("c-1", MovementKind.Count, 7, OccurredAt: Start.AddHours(-1), Feed: new("erp", 6)), Engine.Origin);
        await engine.Item("mug@st").Execute(sale, Engine.Origin);
        Assert.Equal(
            ["\"feed\":{\"source\":\"erp\",\"precedence\":6}", "\"feed\":{\"source\":\"till\",\"precedence\":5,\"version\":9},\"outcome\":\"Contained\""],
            (await Bodies(journal, "stock/mug@st")).Select(body => body[body.IndexOf("\"feed\"", StringComparison.Ordinal)..body.LastIndexOf(",\"at\"", StringComparison.Ordinal)]));
        await Register(engine).Execute(new DescribeFeed("till", 5, 15), Engine.Origin);
        await Register(engine).Execute(new ReportFeeds("p.1", [new("till", Start, null, new FeedCounts(Accepted: 2))]), Engine.Origin);
        await Register(engine).Execute(new NoteReconciliation("till", "night"), Engine.Origin);
        Assert.Equal(
            [
                "{\"source\":\"till\",\"precedence\":5,\"silenceMinutes\":15",
                "{\"reportId\":\"p.1\",\"reports\":[{\"source\":\"till\",\"heardAt\":\"2026-11-22T10:00:00+00:00\",\"counts\":{\"accepted\":2}}]",
                "{\"source\":\"till\",\"reconciliationId\":\"night\"",
            ],
            (await Bodies(journal, "feeds/all")).Select(body => body[..body.LastIndexOf(",\"at\"", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Item_LoadedFromItsSnapshot_KnowsWhatItsSourcesSaid()
    {
        var journal = new MemoryJournal(_clock);
        await using (var engine = await Engine.Start(journal, _clock))
        {
            await engine.Item("mug@st").Execute(Count("c-1", 500, -30, version: 4), Engine.Origin);
            for (var i = 0; i < 1_100; i++)
            {
                await engine.Item("mug@st").Execute(new Move($"m-{i}", MovementKind.Adjustment, i % 2 == 0 ? -1 : 1), Engine.Origin);
            }

            await engine.Get<Grains.Aggregates.SnapshotWriter>().Settled();
        }

        Assert.NotNull((await journal.Read([new StreamQuery("stock/mug@st")]))[0].Snapshot);
        await using var again = await Engine.Start(journal, _clock);
        var late = await again.Item("mug@st").Execute(
            new Move("s-1", MovementKind.Sale, 2, OccurredAt: Start.AddMinutes(-31), Feed: new("till", 5)), Engine.Origin);
        Assert.Equal((MoveOutcome.Contained, 500), (late.Outcome, late.Figures.OnHand));
        Assert.Equal(MoveOutcome.Superseded, (await again.Item("mug@st").Execute(Count("c-0", 9, -1, version: 3), Engine.Origin)).Outcome);
        await again.AssertBalanced();
    }

    private static Move Count(string id, long quantity, double minutes, long version) =>
        new(id, MovementKind.Count, quantity, OccurredAt: Start.AddMinutes(minutes), Feed: new("erp", 6, version));

    private static async Task<IEnumerable<string>> Bodies(MemoryJournal journal, string stream) =>
        (await journal.Read([new StreamQuery(stream)]))[0].Records.Select(stored => Encoding.UTF8.GetString(stored.Record.Body.Span).Replace("\\u002B", "+", StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> Look(Engine engine) =>
        (await Register(engine).Execute(new LookForSilence(), Engine.Origin)).FellSilent;

    private static IFeedsGrain Register(Engine engine) => FeedRegister.Of(engine.Get<IGrainFactory>());
}
