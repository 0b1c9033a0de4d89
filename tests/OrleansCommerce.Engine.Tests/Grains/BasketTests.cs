using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

public sealed class BasketTests
{
    private const string A = "a@wm-1";
    private const string B = "b@wm-1";

    [Fact]
    public async Task Open_TwentyLinesWithOneShort_HoldsNothing()
    {
        await using var engine = await Engine.Start();
        var lines = Enumerable.Range(0, 20).Select(i => ($"sku-{i}@wm-1", 5L)).ToArray();
        foreach (var (key, _) in lines)
        {
            await engine.Receive(key, key == "sku-13@wm-1" ? 4 : 5);
        }

        var answer = await engine.Reserve("r-1", 600, lines);

        Assert.Equal(ReservationProblem.InsufficientStock, answer.Problem);
        Assert.Equal(new Shortfall(StockKey.Parse("sku-13@wm-1"), 5, 4), Assert.Single(answer.Shortfalls));
        foreach (var (key, _) in lines)
        {
            Assert.Equal(0, (await engine.Item(key).Read()).Reserved);
        }

        Assert.Equal(ReservationProblem.Unknown, (await engine.Reservations.Read("r-1")).Problem);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Open_TwoLinesOfOneItem_AreSummedBeforeDeciding()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(A, 10);
        var answer = await engine.Reserve("r-1", 600, (A, 6), (A, 5));
        Assert.Equal(new Shortfall(StockKey.Parse(A), 11, 10), Assert.Single(answer.Shortfalls));
    }

    [Fact]
    public async Task Open_BasketsThatCross_StrandNothing()
    {
        await using var engine = await Engine.Start();
        for (var round = 0; round < 50; round++)
        {
            var (a, b) = ($"a-{round}@wm-1", $"b-{round}@wm-1");
            await engine.Receive(a, 5);
            await engine.Receive(b, 5);
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0
                ? engine.Reserve($"r-{round}-{i}", 600, (a, 1), (b, 1))
                : engine.Reserve($"r-{round}-{i}", 600, (b, 1), (a, 1))));

            Assert.Equal(5, answers.Count(answer => answer.Problem == ReservationProblem.None));
            Assert.Equal(5, (await engine.Item(a).Read()).Reserved);
            Assert.Equal(5, (await engine.Item(b).Read()).Reserved);
        }

        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Steps_OfABasket_ReachEveryLine()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(A, 5);
        await engine.Receive(B, 5);
        var opened = await engine.Reserve("r-1", 600, (A, 1), (B, 2));
        Assert.True((await engine.Reserve("r-1", 600, (B, 2), (A, 1))).IsRepeated);
        Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-1", 600, (B, 2), (A, 2))).Problem);
        var extended = await engine.Reservations.Extend("r-1", 900, "k-1", Engine.Origin);
        Assert.True(extended.Reservation!.HeldUntil > opened.Reservation!.HeldUntil);
        Assert.Equal(ReservationProblem.NotConfirmed, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Problem);
        Assert.Equal(ReservationStatus.Confirmed, (await engine.Reservations.Confirm("r-1", Engine.Origin)).Reservation?.Status);
        Assert.True((await engine.Reservations.Confirm("r-1", Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Reservation?.Status);
        Assert.True((await engine.Reservations.Fulfil("r-1", Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Release("r-1", Engine.Origin)).Problem);
        Assert.Equal((4, 0), ((await engine.Item(A).Read()).OnHand, (await engine.Item(A).Read()).Reserved));
        Assert.Equal((3, 0), ((await engine.Item(B).Read()).OnHand, (await engine.Item(B).Read()).Reserved));
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Release_OfAConfirmedBasket_GivesEveryLineBack()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(A, 5);
        await engine.Receive(B, 5);
        await engine.Reserve("r-1", 600, (A, 1), (B, 2));
        await engine.Reservations.Confirm("r-1", Engine.Origin);
        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Release("r-1", Engine.Origin)).Reservation?.Status);
        Assert.True((await engine.Reservations.Release("r-1", Engine.Origin)).IsRepeated);
        Assert.Equal(0, (await engine.Item(A).Read()).Reserved + (await engine.Item(B).Read()).Reserved);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Open_IdOfASingleLineElsewhere_IsRefusedAndLeavesThatOneAlone()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(A, 5);
        await engine.Receive(B, 5);
        await engine.Receive("c@wm-1", 5);
        await engine.Reserve("r-1", 600, (A, 1));
        Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-1", 600, (A, 1), (B, 2))).Problem);
        Assert.Equal(ReservationProblem.IdReused, (await engine.Reserve("r-1", 600, (B, 1), ("c@wm-1", 2))).Problem);
        Assert.Equal(1, (await engine.Item(A).Read()).Reserved);
        Assert.Equal(0, (await engine.Item(B).Read()).Reserved + (await engine.Item("c@wm-1").Read()).Reserved);
        Assert.Equal(ReservationStatus.Held, (await engine.Reservations.Read("r-1")).Reservation?.Status);
    }

    [Fact]
    public async Task Coordinator_CrashedBeforeTheDecision_LinesAreHeldAgainAndCanStillBeConfirmed()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await Prepared(journal);
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow() + StockLimits.PendingPatience + TimeSpan.FromSeconds(1));
        await using var engine = await Engine.Start(journal, clock);
        await engine.Sweep.Once();

        var inDoubt = await engine.Journal.ReadCorrelation("r-1", 100);
        Assert.Equal(2, inDoubt.Count(record => record.Record.Kind == "stock.prepareAborted"));
        Assert.Equal(ReservationStatus.Confirmed, (await engine.Reservations.Confirm("r-1", Engine.Origin)).Reservation?.Status);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Coordinator_CrashedAfterTheDecision_EveryLineIsConfirmedByItsOwnQuestion()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        var attempt = await Prepared(journal);
        await using (var deciding = await Engine.Start(journal))
        {
            // The decision is durable; the crash comes before any line hears of it.
            var decided = new ReservationConfirmed(TimeProvider.System.GetUtcNow(), attempt);
            await Append(deciding, "reservation/r-1", decided);
        }

        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));
        await using var engine = await Engine.Start(journal, clock);
        await engine.Sweep.Once();

        Assert.Equal(2, (await engine.Journal.ReadCorrelation("r-1", 100)).Count(record => record.Record.Kind == "stock.confirmed"));
        Assert.Equal(3, (await engine.Item(A).Read()).Reserved + (await engine.Item(B).Read()).Reserved);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Reservation?.Status);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Release_RefusedAfterALineMissedItsConfirmation_LeavesThatLineConfirmed()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        var attempt = await Prepared(journal);
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var engine = await Engine.Start(journal, clock);
        // Decided; one line heard of it and its goods have left, the other one never heard.
        await Append(engine, "reservation/r-1", new ReservationConfirmed(clock.GetUtcNow(), attempt));
        await engine.Item(A).Execute(new Confirm("r-1", Decided: true, attempt), Origin.Engine);
        await engine.Item(A).Execute(new Fulfil("r-1"), Origin.Engine);

        Assert.Equal(ReservationProblem.NotHeld, (await engine.Reservations.Release("r-1", Engine.Origin)).Problem);
        clock.Advance(TimeSpan.FromHours(1));
        await engine.Sweep.Once();
        Assert.Equal(2, (await engine.Item(B).Read()).Reserved);
        Assert.Equal(ReservationStatus.Fulfilled, (await engine.Reservations.Fulfil("r-1", Engine.Origin)).Reservation?.Status);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Release_AgainAfterACrashBeforeAnyLineHeardOfIt_GivesTheLinesBackAtOnce()
    {
        await using var engine = await Engine.Start();
        await engine.Receive(A, 5);
        await engine.Receive(B, 5);
        await engine.Reserve("r-1", 600, (A, 1), (B, 2));
        await engine.Record("reservation/r-1", "r-1", "reservation.released", $$"""{"at":"{{TimeProvider.System.GetUtcNow():O}}","attempt":1}""");

        Assert.Equal(ReservationStatus.Released, (await engine.Reservations.Release("r-1", Engine.Origin)).Reservation?.Status);
        Assert.Equal(0, (await engine.Item(A).Read()).Reserved + (await engine.Item(B).Read()).Reserved);
    }

    [Fact]
    public async Task Confirm_RacingExpiryOnSeveralLines_IsAllOrNone()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        await using var engine = await Engine.Start(clock);
        for (var round = 0; round < 100; round++)
        {
            var keys = Enumerable.Range(0, 4).Select(i => $"s{i}-{round}@wm-1").ToArray();
            foreach (var key in keys)
            {
                await engine.Receive(key, 1);
            }

            Assert.Equal(ReservationProblem.None, (await engine.Reserve($"r-{round}", 1, [.. keys.Select(key => (key, 1L))])).Problem);
            clock.Advance(TimeSpan.FromMilliseconds(999));
            var confirm = engine.Reservations.Confirm($"r-{round}", Engine.Origin);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await engine.Sweep.Once();
            var confirmed = (await confirm).Problem == ReservationProblem.None;
            await engine.Sweep.Once();
            foreach (var key in keys)
            {
                Assert.Equal(confirmed ? 1 : 0, (await engine.Item(key).Read()).Reserved);
            }

            var status = (await engine.Reservations.Read($"r-{round}")).Reservation?.Status;
            Assert.Equal(confirmed ? ReservationStatus.Confirmed : ReservationStatus.Expired, status);
        }

        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Expiry_OfABasket_FreesEveryLineAndIsNotRevivedByASteppedClock()
    {
        var start = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        var journal = new MemoryJournal(TimeProvider.System);
        var clock = new ManualTimeProvider(start);
        await using (var engine = await Engine.Start(journal, clock))
        {
            await engine.Receive(A, 1);
            await engine.Receive(B, 1);
            await engine.Reserve("r-1", 10, (A, 1), (B, 1));
            clock.Advance(TimeSpan.FromSeconds(10));
            await engine.Sweep.Once();
            Assert.Equal(ReservationStatus.Expired, (await engine.Reservations.Read("r-1")).Reservation?.Status);
            Assert.Equal(ReservationProblem.None, (await engine.Reserve("r-2", 600, (A, 1), (B, 1))).Problem);
        }

        await using var later = await Engine.Start(journal, new ManualTimeProvider(start));
        Assert.Equal(ReservationProblem.NotHeld, (await later.Reservations.Confirm("r-1", Engine.Origin)).Problem);
        Assert.Equal(ReservationProblem.None, (await later.Reservations.Confirm("r-2", Engine.Origin)).Problem);
        await later.AssertBalanced();
    }

    /// <summary>A process that ends when both lines are prepared and nothing is decided; answers the attempt.</summary>
    private static async Task<long> Prepared(MemoryJournal journal)
    {
        await using var engine = await Engine.Start(journal);
        await engine.Receive(A, 5);
        await engine.Receive(B, 5);
        await engine.Reserve("r-1", 600, (A, 1), (B, 2));
        var attempt = TimeProvider.System.GetUtcNow().UtcTicks;
        foreach (var key in new[] { A, B })
        {
            var answer = await engine.Item(key).Execute(new Prepare("r-1", attempt), Origin.Engine);
            Assert.Null(answer.Refusal);
        }

        return attempt;
    }

    private static Task Append(Engine engine, string stream, ReservationConfirmed decided) =>
        engine.Record(stream, "r-1", "reservation.confirmed", $$"""{"at":"{{decided.At:O}}","attempt":{{decided.Attempt}}}""");
}
