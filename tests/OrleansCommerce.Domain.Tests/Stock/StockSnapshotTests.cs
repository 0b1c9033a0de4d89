using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

/// <summary>Going on from a snapshot is the same as going on from the first event, wherever the history is cut.</summary>
public sealed class StockSnapshotTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Snapshot_AtEveryCutOfAHistory_GoesOnAsTheHistoryDoes(int seed)
    {
        var stream = History(seed);
        var replayed = new StockState();
        var cuts = stream.Select(happened =>
        {
            StockMachine.Apply(replayed, happened);
            return replayed.ToSnapshot();
        }).ToList();

        Assert.Contains(cuts, cut => cut.Holds.Any(hold => hold.Attempt > 0) && cut.Holds.Any(hold => hold.IsConfirmed));
        Assert.True(cuts[^1].HasForgotten);
        for (var cut = 0; cut < cuts.Count; cut++)
        {
            var state = StockState.From(cuts[cut]);
            stream.Skip(cut + 1).ToList().ForEach(happened => StockMachine.Apply(state, happened));
            Assert.Equal(Picture(replayed), Picture(state));
        }
    }

    [Fact]
    public void Snapshot_TakenBefore_IsNotChangedByLaterEvents()
    {
        var stream = History(seed: 5);
        var state = new StockState();
        stream.Take(200).ToList().ForEach(happened => StockMachine.Apply(state, happened));
        var snapshot = state.ToSnapshot();
        var before = Picture(StockState.From(snapshot));
        stream.Skip(200).ToList().ForEach(happened => StockMachine.Apply(state, happened));

        Assert.Equal(before, Picture(StockState.From(snapshot)));
        Assert.NotEqual(before, Picture(state));
    }

    [Fact]
    public void Snapshot_OfAnItemNobodySpokeOf_IsEmpty() => Assert.False(StockState.From(new StockState().ToSnapshot()).Exists);

    [Theory]
    [InlineData("attempt")]
    [InlineData("remaining")]
    [InlineData("confirmed")]
    [InlineData("memory")]
    [InlineData("forgotten")]
    [InlineData("feeds")]
    public void Snapshot_ThatLosesSomething_IsSeen(string what)
    {
        var state = new StockState();
        foreach (var happened in Enumerable.Range(1, 6).SelectMany(seed => History(seed).Prepend<StockEvent?>(null)))
        {
            if (happened is null)
            {
                state = new StockState();
                continue;
            }

            StockMachine.Apply(state, happened);
            var whole = state.ToSnapshot();
            var part = what switch
            {
                "attempt" => whole with { Holds = [.. whole.Holds.Select(hold => hold with { Attempt = 0 })] },
                "remaining" => whole with { Holds = [.. whole.Holds.Select(hold => hold with { Remaining = hold.Quantity })] },
                "confirmed" => whole with { Holds = [.. whole.Holds.Select(hold => hold with { IsConfirmed = false })] },
                "feeds" => whole with { Feeds = null },
                "memory" => whole with { Remembered = [] },
                _ => whole with { HasForgotten = false },
            };
            if (Picture(StockState.From(part)) != Picture(state))
            {
                return;
            }
        }

        Assert.Fail($"Nothing tells a snapshot without its {what} from a whole one.");
    }

    private static List<StockEvent> History(int seed)
    {
        var seeded = new Seeded((ulong)seed);
        var commands = new StockCommands(seeded);
        var check = new StockCheck(StockMachine.Decide);
        var clock = Start;
        while (check.Stream.Count < 500)
        {
            clock = clock.AddMilliseconds(seeded.Below(40) switch { 0 => -4_000, 1 => 20_000, 2 => -1, var n => n * 20 });
            check.Step(commands.Next(check.Figures.Version, check.InDoubt, clock), clock, []);
        }

        return [.. check.Stream];
    }

    /// <summary>Everything that a decision may depend on, and what would be decided next.</summary>
    private static string Picture(StockState state)
    {
        var s = state.ToSnapshot();
        var holds = s.Holds.OrderBy(hold => hold.ReservationId, StringComparer.Ordinal);
        var next = StockMachine.Decide(state, new ExpireDue(), state.Time.AddDays(2)).Events;
        var feeds = $"{string.Join('|', s.Feeds?.Counts ?? [])} {string.Join('|', s.Feeds?.Moves ?? [])} {s.Feeds?.KnownSince}";
        return $"{state.Figures()} {feeds} {s.HasForgotten} {string.Join('|', holds)} {string.Join('|', s.Remembered)} {string.Join('|', next)}";
    }
}
