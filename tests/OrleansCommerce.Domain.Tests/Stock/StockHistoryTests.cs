using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>Long random histories of one item, each held against the naive model.</summary>
public sealed class StockHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Nothing is put aside for a queue here: without one nobody asks for it.</summary>
    private static readonly string[] EventKinds =
    [
        .. typeof(StockEvent).Assembly.GetTypes().Where(t => t.BaseType == typeof(StockEvent) && t != typeof(EarmarkSet)).Select(t => t.Name).Order(),
    ];

    /// <summary>One history alone may be too tame: in one, counts may leave an item below zero for most of it. All together they see everything.</summary>
    [Fact]
    public void History_AnyCommands_AgreesWithTheNaiveModel()
    {
        var (refusals, outcomes, events, kinds) = (new HashSet<StockRefusalCode>(), new HashSet<MoveOutcome>(), new HashSet<string>(), 0);
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var (check, accepted) = Run(StockMachine.Decide, seed, 6_000);
            Assert.True(check.Expiries > 50, $"Only {check.Expiries} holds expired: the history is too tame.");
            refusals.UnionWith(check.Refusals);
            outcomes.UnionWith(check.Outcomes);
            events.UnionWith(check.Stream.Select(e => e.GetType().Name));
            kinds = Math.Max(kinds, accepted);
        }

        Assert.Equal(Enum.GetValues<StockRefusalCode>().Except([StockRefusalCode.TooManyHolds]), refusals.Order());
        Assert.Equal(Enum.GetValues<MoveOutcome>().Except([MoveOutcome.Unplaced]), outcomes.Order());
        Assert.Equal(EventKinds, events.Order());
        Assert.Equal(Enum.GetValues<MovementKind>().Length + 3, kinds);
    }

    [Fact]
    public void History_MachineThatIgnoresExpiry_IsCaught() =>
        Caught((state, command, clock) =>
        {
            var decision = StockMachine.Decide(state, command, clock);
            return decision with { Events = decision.Events.RemoveAll(e => e is HoldEnded { End: HoldEnd.Expired }) };
        });

    [Fact]
    public void History_MachineThatForgetsIds_IsCaught()
    {
        var fresh = 0;
        Caught((state, command, clock) => StockMachine.Decide(
            state, command is Move c ? c with { MovementId = $"{c.MovementId}.{fresh++}" } : command, clock));
    }

    [Fact]
    public void History_MachineThatBooksWhatACountHasSeen_IsCaught() =>
        Caught((state, command, clock) => StockMachine.Decide(
            state, command is Move { Kind: not MovementKind.Count, Feed: { } feed } c ? c with { OccurredAt = null } : command, clock));

    [Fact]
    public void History_MachineThatBelievesOldVersions_IsCaught() =>
        Caught((state, command, clock) => StockMachine.Decide(
            state, command is Move { Feed: { } feed } c ? c with { Feed = feed with { Version = state.Version } } : command, clock));

    [Fact]
    public void History_MachineThatKnowsNoRanks_IsCaught() =>
        Caught((state, command, clock) => StockMachine.Decide(
            state, command is Move { Feed: { } feed } c ? c with { Feed = feed with { Precedence = 1 } } : command, clock));

    [Fact]
    public void History_MachineThatHoldsWithoutLooking_IsCaught() =>
        Caught((state, command, clock) =>
        {
            var decision = StockMachine.Decide(state, command, clock);
            return decision.Refusal?.Code == StockRefusalCode.InsufficientStock && command is Reserve c
                ? new StockDecision([new Held(clock, c.ReservationId, c.Quantity, clock, c.TtlSeconds, c.CustomerId, c.OfBasket)])
                : decision;
        });

    [Fact]
    public void History_MachineThatBelievesASteppedBackClock_IsCaught()
    {
        var latest = Start;
        Caught((state, command, clock) =>
        {
            var steppedBack = clock < latest;
            latest = clock > latest ? clock : latest;
            var decision = StockMachine.Decide(state, command, clock);
            return steppedBack ? decision with { Events = [.. decision.Events.Select(e => e with { At = clock })] } : decision;
        });
    }

    [Fact]
    public void History_MachineThatChangesTheStateWhileDeciding_IsCaught() =>
        Caught((state, command, clock) =>
        {
            var decision = StockMachine.Decide(state, command, clock);
            foreach (var happened in decision.Events)
            {
                StockMachine.Apply(state, happened);
            }

            return decision;
        });

    private static void Caught(Decide wrong) => Assert.Throws<StockCheckException>(() => Run(wrong, seed: 1, steps: 3_000));

    private static (StockCheck Check, int KindsAccepted) Run(Decide decide, int seed, int steps)
    {
        var seeded = new Seeded((ulong)seed);
        var commands = new StockCommands(seeded);
        var check = new StockCheck(decide);
        var past = new List<StockCommand>();
        var clock = Start;
        for (var step = 0; step < steps; step++)
        {
            clock = clock.AddMilliseconds(seeded.Below(40) switch { 0 => -4_000, 1 => 20_000, 2 => -1, var n => n * 20 });
            var command = commands.Next(check.Figures.Version, check.InDoubt, clock);
            if (check.Step(command, clock, commands.RecentReservations) && NaiveStock.IdOf(command) is not null)
            {
                past.Add(command);
            }

            // Some come again later: mostly soon enough to be remembered, some so late that only the journal knows them.
            if (past.Count > 0 && seeded.OneIn(4))
            {
                var late = past[^(1 + seeded.Below(Math.Min(past.Count, seeded.OneIn(8) ? int.MaxValue : 12)))];
                check.Step(late, clock, commands.RecentReservations);
                if (StockCommands.Altered(late) is { } altered)
                {
                    Assert.False(check.Step(altered, clock, commands.RecentReservations));
                }
            }

            if (step % 500 == 499)
            {
                check.Replay(commands.RecentReservations);
            }
        }

        return (check, past.Select(Kind).Distinct().Count());
    }

    private static string Kind(StockCommand command) => command is Move c ? c.Kind.ToString() : command.GetType().Name;
}
