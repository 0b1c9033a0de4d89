using System.Collections.Immutable;
using OrleansCommerce.Domain.Supply.Transfers;

namespace OrleansCommerce.Domain.Tests.Supply;

public sealed class TransferMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly RequestTransfer Wanted = new("wh", "st", [new("a", 5), new("b", 2)], Start.AddDays(1));

    [Fact]
    public void Receive_LessThanWasShipped_TheRestIsLost()
    {
        var transfer = Shipped();
        Do(transfer, new ReceiveTransfer([new("a", 3)]));
        Assert.Equal(TransferStatus.Received, transfer.Status);
        Assert.Equal([new("a", 3)], transfer.Received);
        Assert.Equal([new("a", 2), new("b", 2)], transfer.Lost);
        Assert.Empty(transfer.InTransit);
    }

    [Theory]
    [InlineData("a", 6)]
    [InlineData("c", 1)]
    public void Receive_MoreThanWasShipped_Refused(string sku, long quantity) => Assert.Equal(
        TransferRefusal.MoreThanShipped, TransferMachine.Decide(Shipped(), new ReceiveTransfer([new(sku, quantity)]), Start).Refusal);

    [Fact]
    public void Steps_BeforeTheLastOneIsCarriedOut_Refused()
    {
        var transfer = Planned();
        Do(transfer, new ShipTransfer());
        Assert.Equal(TransferRefusal.Unsettled, TransferMachine.Decide(transfer, new ReceiveTransfer(null), Start).Refusal);
        Do(transfer, new SettleTransfer());
        Assert.Null(TransferMachine.Decide(transfer, new ReceiveTransfer(null), Start).Refusal);
    }

    [Fact]
    public void Steps_OutOfOrder_WrongState()
    {
        Assert.Equal(TransferRefusal.Unknown, TransferMachine.Decide(new TransferState(), new ShipTransfer(), Start).Refusal);
        Assert.Equal(TransferRefusal.WrongState, TransferMachine.Decide(Planned(), new ReceiveTransfer(null), Start).Refusal);
        Assert.Equal(TransferRefusal.WrongState, TransferMachine.Decide(Shipped(), new CancelTransfer(), Start).Refusal);
        var cancelled = Planned();
        Do(cancelled, new CancelTransfer());
        Assert.Equal(TransferRefusal.WrongState, TransferMachine.Decide(cancelled, new ShipTransfer(), Start).Refusal);
    }

    [Fact]
    public void Request_Again_IsNothingAndWithOtherContentRefused()
    {
        var transfer = Planned();
        Assert.Equal((0, null), (TransferMachine.Decide(transfer, Wanted, Start).Events.Length, TransferMachine.Decide(transfer, Wanted, Start).Refusal));
        Assert.Equal(TransferRefusal.IdReused, TransferMachine.Decide(transfer, Wanted with { To = "other" }, Start).Refusal);
    }

    [Fact]
    public void Request_Refused_LeavesTheIdToOtherContent()
    {
        var transfer = new TransferState();
        Do(transfer, Wanted);
        Do(transfer, new RefuseTransfer());
        Do(transfer, Wanted with { To = "other" });
        Assert.Equal(("other", TransferStatus.Requested), (transfer.To, transfer.Status));
    }

    /// <summary>Of what ended long ago only the last record is kept, and it says the same as the whole stream.</summary>
    [Fact]
    public void Closed_AppliedAlone_SaysTheSameAsTheWholeStream()
    {
        var transfer = Shipped();
        Do(transfer, new ReceiveTransfer([new("b", 1)]));
        var closed = Assert.Single(Do(transfer, new SettleTransfer()));
        var alone = new TransferState();
        TransferMachine.Apply(alone, closed);
        Assert.Equal(Picture(transfer), Picture(alone));
    }

    /// <summary>Whatever is asked, in whatever order: what was received and lost is what was shipped, and never more.</summary>
    [Fact]
    public void Histories_AtRandom_NeverReceiveMoreThanWasShipped()
    {
        var received = 0;
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var seeded = new Seeded(seed);
            var transfer = new TransferState();
            for (var step = 0; step < 40; step++)
            {
                Do(transfer, ACommand(seeded));
                var done = transfer.Status == TransferStatus.Received;
                foreach (var line in transfer.Lines)
                {
                    var accounted = TransferLines.Of(transfer.Received, line.Sku) + TransferLines.Of(transfer.Lost, line.Sku)
                        + TransferLines.Of(transfer.InTransit, line.Sku);
                    Assert.Equal(done || transfer.Status == TransferStatus.Shipped ? line.Quantity : 0, accounted);
                }

                received += done ? 1 : 0;
            }
        }

        Assert.True(received > 1_000);
    }

    private static TransferCommand ACommand(Seeded seeded) => seeded.Below(12) switch
    {
        0 => Wanted,
        1 => Wanted with { Lines = [new("a", 1 + seeded.Below(9))] },
        2 or 3 => new PlanTransfer(),
        4 => seeded.OneIn(4) ? new RefuseTransfer() : new PlanTransfer(),
        5 or 6 => new ShipTransfer(),
        7 => new ReceiveTransfer(null),
        8 => new ReceiveTransfer([new("a", seeded.Below(9)), new("b", seeded.Below(3))]),
        9 => seeded.OneIn(4) ? new CancelTransfer() : new ShipTransfer(),
        10 => new GiveUpTry(seeded.Below(5)),
        _ => new SettleTransfer(),
    };

    private static TransferState Planned()
    {
        var transfer = new TransferState();
        Do(transfer, Wanted);
        Do(transfer, new PlanTransfer());
        return transfer;
    }

    private static TransferState Shipped()
    {
        var transfer = Planned();
        Do(transfer, new ShipTransfer());
        Do(transfer, new SettleTransfer());
        return transfer;
    }

    private static ImmutableArray<TransferEvent> Do(TransferState transfer, TransferCommand command)
    {
        var decision = TransferMachine.Decide(transfer, command, Start.AddMinutes(transfer.Version));
        foreach (var happened in decision.Events)
        {
            TransferMachine.Apply(transfer, happened);
        }

        return decision.Events;
    }

    private static string Picture(TransferState t) => string.Join(
        '|', t.Status, t.From, t.To, string.Join(',', t.Lines), t.ExpectedAt, string.Join(',', t.Received), string.Join(',', t.Lost), t.PlannedAt,
        t.ShippedAt, t.EndedAt, t.IsUnsettled);
}
