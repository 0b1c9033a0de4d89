using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Feeds;

/// <summary>
/// What sources say comes to the same in any order, and however often. What it comes to is said here without a word of how an item gets
/// there: of the newest count of each source the one that stands when they come by their times, and all that moved since.
/// </summary>
public sealed class FeedOrderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Feeds_InAnyOrderWithDuplicates_EndInTheSame(int seed)
    {
        var seeded = new Seeded((ulong)seed);
        var counted = 0;
        for (var round = 0; round < 150; round++)
        {
            var said = Draw(seeded);
            var expected = OnHand(said);
            counted += said.Any(move => move.Kind == MovementKind.Count) ? 1 : 0;
            for (var order = 0; order < 8; order++)
            {
                Assert.Equal(expected, Deliver(Shuffle(said, seeded), StockMachine.Decide, seeded));
            }
        }

        Assert.True(counted > 100, "Hardly any counts: the histories are too tame.");
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("order")]
    [InlineData("rank")]
    public void Feeds_ByAMachineWithoutTheRule_DoNot(string rule)
    {
        var fresh = 0;
        Decide wrong = rule switch
        {
            "twice" => (state, c, now) => StockMachine.Decide(state, c with { MovementId = $"{c.MovementId}.{fresh++}" }, now),
            "order" => (state, c, now) => StockMachine.Decide(state, c with { OccurredAt = null }, now),
            _ => (state, c, now) => StockMachine.Decide(state, c with { Feed = c.Feed! with { Precedence = 1 } }, now),
        };
        var seeded = new Seeded(7);
        Assert.Contains(Enumerable.Range(0, 200), _ =>
        {
            var said = Draw(seeded);
            return OnHand(said) != Deliver(Shuffle(said, seeded), wrong, seeded);
        });
    }

    private delegate StockDecision Decide(StockState state, Move command, DateTimeOffset clock);

    /// <summary>Tills that nobody's count is outranked by, and counters with ranks of their own; a source's versions follow its times.</summary>
    private static List<Move> Draw(Seeded seeded)
    {
        var said = new List<Move>();
        var counters = 1 + seeded.Below(5);
        for (var i = 0; i < 5 + seeded.Below(60); i++)
        {
            // No two at one time, so that no two counts of one source contradict each other.
            var at = Start.AddSeconds((seeded.Below(seeded.Pick(200, 40_000)) * 100) + i);
            var source = seeded.Below(counters);
            said.Add(seeded.OneIn(5)
                ? new Move($"c-{i}", MovementKind.Count, seeded.Below(50), OccurredAt: at, Feed: new($"counter-{source}", 1 + (source * source % 4), at.UtcTicks))
                : new Move(
                    $"m-{i}", seeded.Pick(MovementKind.Sale, MovementKind.Sale, MovementKind.Receipt, MovementKind.Return), 1 + seeded.Below(5),
                    OccurredAt: at, Feed: new($"till-{seeded.Below(3)}", seeded.Below(2))));
        }

        return said;
    }

    private static long OnHand(List<Move> said)
    {
        Move? standing = null;
        var newest = said.Where(move => move.Kind == MovementKind.Count).GroupBy(count => count.Feed!.Source).Select(all => all.MaxBy(count => count.OccurredAt)!);
        foreach (var count in newest.OrderBy(count => count.OccurredAt))
        {
            if (standing is null || count.Feed!.Precedence >= standing.Feed!.Precedence || count.OccurredAt >= standing.OccurredAt!.Value.AddHours(4))
            {
                standing = count;
            }
        }

        return (standing?.Quantity ?? 0) + said
            .Where(move => move.Kind != MovementKind.Count && (standing is null || move.OccurredAt >= standing.OccurredAt))
            .Sum(move => move.Kind == MovementKind.Sale ? -move.Quantity : move.Quantity);
    }

    private static List<Move> Shuffle(List<Move> said, Seeded seeded)
    {
        List<Move> all = [.. said, .. said.Where(_ => seeded.OneIn(3))];
        for (var i = all.Count - 1; i > 0; i--)
        {
            var j = seeded.Below(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return all;
    }

    /// <summary>What the item has forgotten is answered from the record, as the journal would; now and then the item goes on from a snapshot.</summary>
    private static long Deliver(List<Move> all, Decide decide, Seeded seeded)
    {
        var state = new StockState();
        var recorded = new Dictionary<string, StockEvent>();
        var now = Start.AddDays(60);
        foreach (var move in all)
        {
            now = now.AddSeconds(1);
            var decision = decide(state, move, now);
            if (decision.Events is [.., Moved moved] && recorded.TryAdd(moved.MovementId, moved))
            {
                StockMachine.Apply(state, moved);
            }

            if (seeded.OneIn(20))
            {
                state = StockState.From(state.ToSnapshot());
            }
        }

        Assert.True(state.Figures().Balanced);
        return state.OnHand;
    }
}
