using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Feeds;
using OrleansCommerce.Grains.Supply;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests.Feeds;

public sealed class ReconciliationTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly FeedTerms Terms = new(5, IsDisabled: false, IsRefused: false);

    private readonly ShiftedTimeProvider _clock = new(Start);

    [Fact]
    public async Task Compare_NamesEveryKindOfDifferenceAndChangesNothing()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        await engine.Receive("same@st", 5);
        await engine.Receive("more@st", 5);
        await engine.Receive("held@st", 5);
        await engine.Receive("left-out@st", 3);
        await engine.Receive("elsewhere@other", 3);
        await engine.Reserve("r-1", 3_600, ("held@st", 4));
        _clock.Advance(TimeSpan.FromMinutes(10));
        var answer = await Compare(engine, "night", ("same", 5), ("more", 8), ("held", 1), ("new", 2), ("nothing", 0));
        Assert.Equal(new ReconciliationTotals(5, 2, 2, 1, 1), answer.Totals);
        var found = (await Page(engine, "night")).ToDictionary(difference => difference.Found.Sku, difference => difference.Found);
        Assert.Equal((DifferenceKind.Differs, 8, 5, 3), Summary(found["more"]));
        Assert.Equal((4, 3, MoveOutcome.Booked), (found["held"].Reserved, found["held"].Deficit, found["held"].Outlook));
        Assert.Equal((DifferenceKind.MissingHere, 2, 0, 2), Summary(found["new"]));
        Assert.Equal((DifferenceKind.MissingThere, null, 3, 0), Summary(found["left-out"]));
        Assert.Equal(4, found.Count);
        Assert.Equal(1, (await engine.Item("more@st").Read()).Version);
        Assert.Equal(["night"], Assert.Single(await FeedRegister.Of(engine.Get<IGrainFactory>()).Read()).Reconciliations.AsEnumerable());
    }

    [Fact]
    public async Task Apply_BooksTheDifferencesOnceAndKeepsWhatMovedMeanwhile()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        await engine.Receive("mug@st", 5);
        await engine.Receive("left-out@st", 3);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Compare(engine, "night", ("mug", 8));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Item("mug@st").Execute(new Move("sold", MovementKind.Sale, 2), Engine.Origin);
        var applied = await Apply(engine, "night");
        Assert.Equal((1, 1, false), (applied.Applied, applied.Applicable, applied.IsRepeated));
        Assert.True((await Apply(engine, "night")).IsRepeated);
        Assert.Equal((6, 3), ((await engine.Item("mug@st").Read()).OnHand, (await engine.Item("left-out@st").Read()).OnHand));
        Assert.Equal(MoveOutcome.Booked, (await Page(engine, "night"))[0].Applied!.Outcome);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Apply_AfterANewerStatement_IsSuperseded()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        await engine.Receive("mug@st", 5);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Compare(engine, "night", ("mug", 8));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Item("mug@st").Execute(new Move("c-2", MovementKind.Count, 4, OccurredAt: _clock.GetUtcNow(), Feed: new("wms", 5)), Engine.Origin);
        await Apply(engine, "night");
        Assert.Equal((4, MoveOutcome.Superseded), ((await engine.Item("mug@st").Read()).OnHand, (await Page(engine, "night"))[0].Applied!.Outcome));
    }

    [Fact]
    public async Task Compare_AgainUnderTheSameId_StandsAndAnotherFileIsRefused()
    {
        await using var engine = await Engine.Start(new MemoryJournal(_clock), _clock);
        await engine.Receive("mug@st", 5);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Compare(engine, "night", ("mug", 8));
        await engine.Receive("mug@st", 1, "later");
        Assert.True((await Compare(engine, "night", ("mug", 8))).IsRepeated);
        Assert.Equal(5, (await Page(engine, "night"))[0].Found.OnHand);
        Assert.True((await Compare(engine, "night", ("mug", 9))).IsOtherFile);
        Assert.True((await Apply(engine, "never-compared")).IsStale);
    }

    /// <summary>The storage fails for good after some appends: whoever comes back sends the same, or the sweep ends what was begun.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Process_EndsWhileDifferencesAreApplied_EndsAppliedOnce(bool comesBack)
    {
        var file = Enumerable.Range(0, ReconciliationGrain.PortionMax + 50).Select(i => ($"sku-{i}", 5L)).ToArray();
        var (untouched, whole) = (0, 0);
        for (var survives = 0; survives < 14; survives++)
        {
            var journal = new MemoryJournal(_clock);
            await using (var engine = await Engine.Start(journal, _clock))
            {
                await engine.Receive("sku-7@st", 9);
                _clock.Advance(TimeSpan.FromMinutes(10));
                await Compare(engine, "night", file);
            }

            // So short a limit is for what fails for good: on a busy machine it would end what is to be there before, too.
            await using (var engine = await Engine.Start(journal, _clock, options: new() { AppendLimit = TimeSpan.FromMilliseconds(60) }))
            {
                for (var i = 0; i < survives; i++)
                {
                    journal.Faults.FailNext(AppendFailure.None);
                }

                journal.Faults.FailAll(survives % 2 == 0 ? AppendFailure.NotWritten : AppendFailure.UnknownNotWritten);
                await Record.ExceptionAsync(() => Apply(engine, "night"));
            }

            journal.Faults.FailAll(AppendFailure.None);
            await using var next = await Engine.Start(journal, _clock);
            await next.Item("sku-7@st").Execute(new Move("sold", MovementKind.Sale, 1), Engine.Origin);
            var before = await next.Get<Reconciler>().Read("wms", "night");
            untouched += before.AppliedAt is null ? 1 : 0;
            whole += before.AppliedAt is not null && before.Applied == before.Applicable ? 1 : 0;
            await (comesBack ? (Task)Apply(next, "night") : next.Get<SupplySweep>().Repair());
            var after = await next.Get<Reconciler>().Read("wms", "night");
            Assert.Equal(comesBack || before.AppliedAt is not null ? file.Length : 0, after.Applied);
            var (kept, missing) = ((await next.Item("sku-7@st").Read()).OnHand, await next.Item($"sku-{file.Length - 1}@st").Read());
            Assert.Equal(after.Applied > 0 ? (4, 5, 1) : (8, 0, 0), (kept, missing.OnHand, missing.Version));
            await next.AssertBalanced();
        }

        Assert.True(untouched < 14 && whole < 14, "Nothing was interrupted.");
    }

    private static (DifferenceKind Kind, long? Said, long OnHand, long Change) Summary(Difference d) => (d.Kind, d.Said, d.OnHand, d.Change);

    private Task<ReconciliationAnswer> Compare(Engine engine, string id, params (string Sku, long OnHand)[] file)
    {
        var at = _clock.GetUtcNow();
        var items = file.Select(line => new StatedItem(new(line.Sku, "st"), line.OnHand, at, 0)).ToImmutableArray();
        return engine.Get<Reconciler>().Compare("wms", id, string.Join('\n', file), items, Terms, Engine.Origin);
    }

    private static Task<ReconciliationAnswer> Apply(Engine engine, string id) => engine.Get<Reconciler>().Apply("wms", id, Terms, Engine.Origin);

    private static Task<ImmutableArray<SettledDifference>> Page(Engine engine, string id) =>
        engine.Get<IGrainFactory>().GetGrain<IReconciliationGrain>(ReconciliationGrain.KeyOf("wms", id)).Page(0, 1_000);
}
