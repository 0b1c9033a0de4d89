using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Supply.Inbound;

namespace OrleansCommerce.Domain.Tests.Supply;

public sealed class InboundMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Arrivals_ReduceWhatIsOutstanding_AndRepeatedAnnouncementsDoNotBringItBack()
    {
        var inbound = Expecting(100);
        Do(inbound, Arrival("m-1", 40));
        Assert.Equal(60, inbound.Find("st", "po-1")!.Outstanding);
        Assert.Empty(InboundMachine.Decide(inbound, new ExpectInbound("st", "po-1", 100, Start.AddDays(1)), Start).Events);
        Do(inbound, new ExpectInbound("st", "po-1", 120, Start.AddDays(2)));
        Assert.Equal(80, inbound.Find("st", "po-1")!.Outstanding);
    }

    [Fact]
    public void Arrival_OfMoreThanWasAnnounced_NeverCountsNegative()
    {
        var inbound = Expecting(10);
        Do(inbound, Arrival("m-1", 25));
        Assert.Equal((0, 25), (inbound.Find("st", "po-1")!.Outstanding, inbound.Find("st", "po-1")!.Received));
        Assert.Empty(inbound.Promisable(Start));
    }

    [Fact]
    public void Arrival_BookedBeforeTheAnnouncementOrUnannounced_DoesNotCount()
    {
        var inbound = Expecting(10);
        Assert.Empty(InboundMachine.Decide(inbound, Arrival("m-1", 5) with { MovedAt = Start.AddSeconds(-1) }, Start).Events);
        Assert.Empty(InboundMachine.Decide(inbound, Arrival("m-1", 5) with { InboundId = "po-2" }, Start).Events);
        Assert.Empty(InboundMachine.Decide(inbound, Arrival("m-1", 5) with { LocationId = "other" }, Start).Events);
    }

    [Fact]
    public void Promisable_DateHasPassed_NobodyKnowsWhen()
    {
        var inbound = Expecting(10);
        var due = Start.AddDays(1);
        Assert.Equal([new InboundFigure("st", 10, due)], inbound.Promisable(due.AddTicks(-1)));
        Assert.Equal(due, inbound.NextOverdue(Start));
        Assert.Equal([new InboundFigure("st", 10, null)], inbound.Promisable(due));
        Assert.True(inbound.Find("st", "po-1")!.IsOverdue(due));
        Assert.Null(inbound.NextOverdue(due));
    }

    [Fact]
    public void Expect_BeyondTheLimitOfOpenLots_Refused()
    {
        var inbound = InboundState.From(1, Start, Enumerable.Range(0, InboundLimits.OpenMax)
            .Select(i => new InboundLot("st", $"po-{i}", 1, 0, null, Start)));
        Assert.True(InboundMachine.Decide(inbound, new ExpectInbound("st", "new", 1, null), Start).IsTooMany);
        Do(inbound, Arrival("m-1", 1));
        Assert.False(InboundMachine.Decide(inbound, new ExpectInbound("st", "new", 1, null), Start).IsTooMany);
    }

    /// <summary>What has come whole is forgotten in the same order, whether the state was folded from the start or from a copy.</summary>
    [Fact]
    public void Histories_RestoredHalfway_EndTheSame()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var seeded = new Seeded(seed);
            var (whole, restored) = (new InboundState(), new InboundState());
            for (var step = 0; step < 1_500; step++)
            {
                var id = $"po-{seeded.Below(400)}";
                InboundCommand command = seeded.Below(5) switch
                {
                    < 2 => new ExpectInbound("st", id, 1 + seeded.Below(4), Start.AddDays(seeded.Below(3))),
                    2 => seeded.OneIn(6) ? new WithdrawInbound("st", id) : Arrival($"m-{step}", 1) with { InboundId = id },
                    _ => Arrival($"m-{step}", 1 + seeded.Below(4)) with { InboundId = id },
                };
                foreach (var happened in InboundMachine.Decide(whole, command, Start.AddSeconds(step)).Events)
                {
                    InboundMachine.Apply(whole, happened);
                    InboundMachine.Apply(restored, happened);
                }

                if (seeded.OneIn(100))
                {
                    restored = InboundState.From(whole.Version, whole.Time, whole.InClosingOrder);
                }
            }

            Assert.Equal(whole.Lots, restored.Lots);
            Assert.Equal((whole.OpenCount, whole.Lots.Count(lot => lot.Outstanding > 0)), (restored.OpenCount, whole.OpenCount));
        }
    }

    private static InboundState Expecting(long quantity)
    {
        var inbound = new InboundState();
        Do(inbound, new ExpectInbound("st", "po-1", quantity, Start.AddDays(1)));
        return inbound;
    }

    private static ArriveInbound Arrival(string movementId, long quantity) => new("st", "po-1", movementId, quantity, Start.AddHours(1));

    private static void Do(InboundState inbound, InboundCommand command)
    {
        foreach (var happened in InboundMachine.Decide(inbound, command, Start).Events)
        {
            InboundMachine.Apply(inbound, happened);
        }
    }
}
