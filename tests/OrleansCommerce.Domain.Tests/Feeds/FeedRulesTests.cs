using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Domain.Tests.Stock;

namespace OrleansCommerce.Domain.Tests.Feeds;

/// <summary>The rules one by one, on one item. Times are minutes before the item's clock.</summary>
public sealed class FeedRulesTests
{
    private readonly Item _item = Item.With(10).After(86_400);

    [Fact]
    public void Count_OlderThanItsSourceSaid_IsSupersededAndChangesNothing()
    {
        Is(MoveOutcome.Booked, 7, Count("c-2", 7, 10, version: 5));
        Is(MoveOutcome.Superseded, 7, Count("c-1", 9, 5, version: 4));
        Is(MoveOutcome.Superseded, 7, Count("c-3", 8, 10, version: 5));
        Is(MoveOutcome.Booked, 8, Count("c-4", 8, 10, version: 6));
    }

    [Fact]
    public void Count_WithoutVersions_IsSettledByItsTime()
    {
        Is(MoveOutcome.Booked, 7, Count("c-2", 7, 10));
        Is(MoveOutcome.Superseded, 7, Count("c-1", 9, 20));
    }

    [Fact]
    public void Count_ThatComesLate_KeepsWhatMovedSince()
    {
        Is(MoveOutcome.Booked, 8, Sale("s-1", 2, 5, 0));
        Is(MoveOutcome.Booked, 4, Count("c-1", 6, 10));
    }

    [Fact]
    public void Sale_FromBeforeACount_IsContained()
    {
        _item.Do(Count("c-1", 6, 10, rank: 3));
        Is(MoveOutcome.Contained, 6, Sale("s-1", 2, 11, 3));
        Is(MoveOutcome.Booked, 4, Sale("s-2", 2, 10, 3));
        Is(MoveOutcome.Booked, 2, Sale("s-3", 2, 11, 4));
    }

    [Fact]
    public void Damage_FromBeforeACount_IsNotDamagedOnceMore()
    {
        _item.Do(Count("c-1", 6, 10));
        Is(MoveOutcome.Contained, 6, new Move("d-1", MovementKind.Damage, 2, OccurredAt: Ago(11), Feed: new("till", 0)));
        Assert.Equal(0, _item.State.Damaged);
    }

    [Fact]
    public void Movement_WithoutATime_IsNeverLate()
    {
        _item.Do(Count("c-1", 6, 0));
        Is(MoveOutcome.Booked, 4, new Move("s-1", MovementKind.Sale, 2, Feed: new("till", 0)));
        Is(MoveOutcome.Booked, 2, new Move("s-2", MovementKind.Sale, 2, OccurredAt: Ago(-30), Feed: new("till", 0)));
        Is(MoveOutcome.Booked, 9, new Move("c-2", MovementKind.Count, 9, Feed: new("erp", 0)));
    }

    [Fact]
    public void Count_OfALowerRankWithinFourHours_IsADifferenceOnly()
    {
        _item.Do(Count("rfid", 6, 300, source: "rfid", rank: 9));
        Is(MoveOutcome.Outranked, 6, Count("erp-1", 8, 61, version: 1));
        Is(MoveOutcome.Booked, 9, Count("erp-2", 9, 60, version: 2));
        Is(MoveOutcome.Superseded, 9, Count("rfid-0", 5, 301, source: "rfid", rank: 9));
    }

    [Fact]
    public void Count_OfAHigherRankThatComesLate_TakesTheLowerOnesPlace()
    {
        _item.Do(Count("erp-1", 8, 10, rank: 0));
        _item.Do(Sale("s-1", 1, 5, 0));
        Is(MoveOutcome.Booked, 4, Count("rfid-1", 5, 30, source: "rfid", rank: 9));
    }

    [Fact]
    public void Count_WithoutASource_IsBookedAsEverAndBindsNoOther()
    {
        _item.Do(Count("rfid", 6, 10, source: "rfid", rank: 9));
        Assert.Equal(3, _item.Move(MovementKind.Count, 3).Events.OfType<Moved>().Single().After.OnHand);
        Is(MoveOutcome.Contained, 3, Sale("s-1", 1, 5, 1_000));
        _item.After(1);
        Is(MoveOutcome.Booked, 4, Count("erp", 4, 0, rank: 0));
    }

    [Fact]
    public void Count_OlderThanTheItemRemembers_IsUnplaced()
    {
        _item.Do(Sale("s-0", 1, 59, 0));
        for (var i = 1; i <= FeedLimits.MovesMax; i++)
        {
            _item.Do(Sale($"s-{i}", 1, 30, 0) with { OccurredAt = Ago(30).AddSeconds(i) });
        }

        var now = _item.State.OnHand;
        Is(MoveOutcome.Unplaced, now, Count("c-1", 500, 60));
        Is(MoveOutcome.Booked, 500 - 127, Count("c-2", 500, 30, afterSeconds: 1.5));
        Assert.False(_item.State.OnHandAt(Ago(60)).IsExact);
        Assert.Equal((500, true), _item.State.OnHandAt(Ago(30).AddSeconds(1.5)));
    }

    [Fact]
    public void Count_OfAnItemThatNoSourceSpokeOf_IsPlacedByWhatItRemembers()
    {
        _item.After(600).Move(MovementKind.Sale, 3);
        Is(MoveOutcome.Booked, 2, Count("c-1", 5, 5));
        Assert.Equal((5, true), _item.State.OnHandAt(Ago(5)));
    }

    [Fact]
    public void Movement_SentAgain_HearsWhatBecameOfIt()
    {
        _item.Do(Count("c-1", 6, 10, rank: 3));
        var sale = Sale("s-1", 2, 11, 3);
        var first = _item.Do(sale);
        var again = _item.After(60).Do(sale with { Feed = sale.Feed! with { Precedence = 9 } });
        Assert.Equal((MoveOutcome.Contained, MoveOutcome.Contained), (first.Outcome, again.Outcome));
        Assert.Empty(again.Events);
        Assert.Equal(StockRefusalCode.IdReused, _item.Refusal(sale with { Feed = sale.Feed! with { Source = "other" } }));
        Assert.Equal(StockRefusalCode.IdReused, _item.Refusal(sale with { Feed = sale.Feed! with { Version = 7 } }));
        Assert.Equal(StockRefusalCode.IdReused, _item.Refusal(sale with { Feed = null }));
    }

    [Fact]
    public void Deficit_OfWhatChangesNothing_IsNone()
    {
        _item.Reserve("r-1", 10);
        var count = Assert.IsType<Moved>(_item.Do(Count("c-1", 6, 10)).Events[^1]);
        var late = Assert.IsType<Moved>(_item.Do(Count("c-0", 6, 11)).Events[^1]);
        Assert.Equal((4, 0), (count.Deficit, late.Deficit));
    }

    private void Is(MoveOutcome outcome, long onHand, Move move)
    {
        Assert.Equal(outcome, _item.Do(move).Outcome);
        Assert.Equal(onHand, _item.State.OnHand);
        Assert.True(_item.State.Figures().Balanced);
    }

    private Move Count(string id, long quantity, double minutesAgo, string source = "erp", int rank = 1, long version = 0, double afterSeconds = 0) =>
        new(id, MovementKind.Count, quantity, OccurredAt: Ago(minutesAgo).AddSeconds(afterSeconds), Feed: new(source, rank, version));

    private Move Sale(string id, long quantity, double minutesAgo, int rank) =>
        new(id, MovementKind.Sale, quantity, OccurredAt: Ago(minutesAgo), Feed: new("till", rank));

    private DateTimeOffset Ago(double minutes) => _item.Clock.AddMinutes(-minutes);
}
