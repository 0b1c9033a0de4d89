using System.Collections.Immutable;
using OrleansCommerce.Domain.Supply.Demand;

namespace OrleansCommerce.Domain.Tests.Supply;

public sealed class DemandMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Subscription_MadeWhileThereIsNone_FiresOnceWhenThereIsSome()
    {
        var demand = new DemandState();
        Do(demand, new Subscribe("c-1", "st", IsNone: true));
        Assert.Empty(Look(demand, ("st", 0), ("other", 5)));
        var due = Assert.IsType<NotificationDue>(Assert.Single(Look(demand, ("st", 2))));
        Assert.Equal(("mug:1", "c-1", "mug", "st", "st"), (due.NotificationId, due.CustomerId, due.Sku, due.LocationId, due.FoundAt));
        Assert.Empty(Look(demand, ("st", 0)));
        Assert.Empty(Look(demand, ("st", 2)));
        Assert.True(demand.IsEmpty);
    }

    [Fact]
    public void Subscription_MadeWhileThereIsSome_FiresOnlyAfterThereWasNone()
    {
        var demand = new DemandState();
        Do(demand, new Subscribe("c-1", null, IsNone: false));
        Assert.Empty(Look(demand, ("b", 3)));
        Assert.IsType<SubscriptionsArmed>(Assert.Single(Look(demand, ("b", -1), ("a", 0))));
        Assert.Empty(Look(demand, ("b", -1), ("a", 0)));
        Assert.Equal("a", Assert.IsType<NotificationDue>(Assert.Single(Look(demand, ("b", 1), ("a", 1)))).FoundAt);
    }

    [Fact]
    public void Subscription_Again_IsNothingAndAfterItFiredIsNew()
    {
        var demand = new DemandState();
        Assert.Single(Do(demand, new Subscribe("c-1", null, IsNone: true)));
        Assert.Empty(Do(demand, new Subscribe("c-1", null, IsNone: true)));
        Assert.Single(Do(demand, new Subscribe("c-1", "st", IsNone: true)));
        Assert.Equal(2, Look(demand, ("st", 1)).Length);
        Assert.Single(Do(demand, new Subscribe("c-1", null, IsNone: false)));
        Assert.Single(Do(demand, new Unsubscribe("c-1", null)));
        Assert.Empty(Do(demand, new Unsubscribe("c-1", null)));
    }

    [Fact]
    public void Notifications_ManyAtOnce_BecomeDueInPiecesEachOnceUnderItsOwnId()
    {
        var demand = new DemandState();
        for (var i = 0; i < 500; i++)
        {
            Do(demand, new Subscribe($"c-{i}", null, IsNone: true));
        }

        var due = new List<NotificationDue>();
        for (var piece = Look(demand, ("st", 1)); piece.Length > 0; piece = Look(demand, ("st", 1)))
        {
            Assert.InRange(piece.Length, 1, DemandLimits.NotificationsPerDecisionMax);
            due.AddRange(piece.Cast<NotificationDue>());
        }

        Assert.Equal(500, due.Select(d => d.CustomerId).Distinct().Count());
        Assert.Equal(500, due.Select(d => d.NotificationId).Distinct().Count());
        Assert.Equal(500, due.Count);
    }

    /// <summary>Whatever comes and goes: the queue is by waiting time, then by arrival, and nobody changes places by saying it again.</summary>
    [Fact]
    public void Queue_AtRandom_IsTheOrderOfANaiveList()
    {
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var seeded = new Seeded(seed);
            var demand = new DemandState();
            var naive = new List<(string Id, long Quantity, DateTimeOffset Since)>();
            for (var step = 0; step < 300; step++)
            {
                var id = $"o-{seeded.Below(30)}";
                if (seeded.OneIn(3))
                {
                    Do(demand, new Leave(id));
                    naive.RemoveAll(order => order.Id == id);
                }
                else
                {
                    var (quantity, since) = (1L + seeded.Below(5), Start.AddMinutes(seeded.Below(4)));
                    Do(demand, new Enqueue(id, quantity, since));
                    var at = naive.FindIndex(order => order.Id == id);
                    if (at >= 0)
                    {
                        naive[at] = naive[at] with { Quantity = quantity };
                    }
                    else
                    {
                        var before = naive.FindIndex(order => order.Since > since);
                        naive.Insert(before < 0 ? naive.Count : before, (id, quantity, since));
                    }
                }

                if (seeded.OneIn(50))
                {
                    demand = DemandState.From(
                        demand.Version, demand.Time, demand.NotificationCount, demand.Sequence, demand.Subscriptions, demand.Queue);
                }

                Assert.Equal(naive, demand.Queue.Select(order => (order.OrderId, order.Quantity, order.Since)));
                Assert.Equal(naive.Select(order => order.Id), Walk(demand));
            }
        }
    }

    [Fact]
    public void Next_AfterOneThatHasLeft_GoesOnBehindItsPlace()
    {
        var demand = new DemandState();
        Array.ForEach(["o-1", "o-2", "o-3"], id => Do(demand, new Enqueue(id, 1, Start)));
        var second = demand.Next(demand.Next(null));
        Do(demand, new Leave("o-2"));
        Assert.Equal("o-3", demand.Next(second)?.OrderId);
        Do(demand, new Leave("o-3"));
        Assert.Null(demand.Next(second));
    }

    private static IEnumerable<string> Walk(DemandState demand)
    {
        for (var order = demand.Next(null); order is not null; order = demand.Next(order))
        {
            yield return order.OrderId;
        }
    }

    private static ImmutableArray<DemandEvent> Look(DemandState demand, params (string LocationId, long Available)[] stock) =>
        Do(demand, new Observe("mug", [.. stock.Select(s => new StockSeen(s.LocationId, s.Available))]));

    private static ImmutableArray<DemandEvent> Do(DemandState demand, DemandCommand command)
    {
        var events = DemandMachine.Decide(demand, command, Start).Events;
        foreach (var happened in events)
        {
            DemandMachine.Apply(demand, happened);
        }

        return events;
    }
}
