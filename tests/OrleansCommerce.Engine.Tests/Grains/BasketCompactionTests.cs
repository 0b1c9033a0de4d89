using System.Collections.Immutable;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.GrainTests.Orders;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>A basket that an order has taken has no last word of its own; once it is old it is one snapshot, and answers as before.</summary>
public sealed class BasketCompactionTests
{
    private readonly ManualTimeProvider _clock = new(Chain.Now);

    [Fact]
    public async Task Compaction_OfBasketsThatOrdersHaveTaken_KeepsWhatTheyAreAndWhoseTheyAre()
    {
        var journal = new MemoryJournal(_clock);
        var baskets = new Dictionary<string, string>();
        await using (var engine = await OrderChain.Start(journal, _clock, ("s-1", 9)))
        {
            foreach (var id in new[] { "done", "open" })
            {
                await engine.Place(id, FulfilmentMethods.Pickup, 2);
                baskets[id] = Assert.Single(await Taken(engine, journal), name => !baskets.ContainsValue(name));
            }

            await engine.Step("done", [.. OrderChain.UntilReady("done.1"), new CollectFulfilment("done.1")]);
        }

        var before = await Kinds(journal, baskets.Values);
        Assert.All(before, kinds => Assert.Equal(["reservation.opened", "reservation.confirmed"], kinds));
        Assert.True(await OldStreams.Compact(journal, _clock, TimeSpan.FromDays(2)) > 0);

        await using var later = await Engine.Start(journal, _clock);
        Assert.All(await Kinds(journal, baskets.Values), kinds => Assert.Equal(["reservation.confirmed"], kinds));
        foreach (var (orderId, basket) in baskets)
        {
            var stored = (await journal.Read([new StreamQuery($"reservation/{basket}")]))[0];
            Assert.Equal((2, 0), (stored.Snapshot!.Version, stored.Records.Count));
            var read = (await later.Reservations.Read(basket)).Reservation!;
            Assert.Equal((ReservationStatus.Confirmed, orderId, 2L), (read.Status, read.OrderId, read.Lines.Sum(line => line.Quantity)));
            Assert.Equal(ReservationProblem.TakenByOrder, (await later.Reservations.Release(basket, Engine.Origin)).Problem);
            Assert.True((await later.Reservations.Confirm(basket, Engine.Origin, orderId)).IsRepeated);
        }

        // The request that opened it, sent again after so long, is known still, and so is another one with its id.
        var open = (await later.Reservations.Read(baskets["open"])).Reservation!;
        var again = new ReservationRequest(baskets["open"], open.Lines, open.TtlSeconds, open.CustomerId, open.Slots);
        Assert.True((await later.Reservations.Reserve(again, Engine.Origin)).IsRepeated);
        Assert.Equal(ReservationProblem.IdReused, (await later.Reservations.Reserve(again with { TtlSeconds = 61 }, Engine.Origin)).Problem);

        // The order goes on from there: what it holds is still its own.
        await later.Step("open", new CancelOrder("too long"));
        Assert.Equal((7, 0), await later.Stock("s-1"));
        await later.AssertBalanced();
    }

    [Fact]
    public async Task Compaction_OfOneThatIsYoungerThanTheRetention_LeavesItAsItIs()
    {
        var journal = new MemoryJournal(_clock);
        await using (var engine = await OrderChain.Start(journal, _clock, ("s-1", 9)))
        {
            await engine.Place("o-1", FulfilmentMethods.Pickup, 2);
        }

        await OldStreams.Compact(journal, _clock, TimeSpan.FromHours(23));

        Assert.Equal(["reservation.opened", "reservation.confirmed"], Assert.Single(await Kinds(journal, await Names(journal))));
    }

    [Fact]
    public void Snapshot_OfABasketWithEverything_ReadsBackTheSame()
    {
        var state = new ReservationState();
        var slot = new PickSlot(Chain.Now, Chain.Now.AddHours(1));
        ReservationCommand[] life =
        [
            new OpenReservation("r-1", [new ReservationLine(new StockKey("a", "s-1"), 2)], [new SlotLine("s-1", slot, 1)], 600, "c-1", Chain.Now.AddSeconds(600)),
            new ExtendReservation(Chain.Now.AddSeconds(900), 900, "x-1"), new AbortAttempt(4), new DecideConfirmed(7, "o-1"),
        ];
        foreach (var command in life)
        {
            ReservationMachine.Apply(state, Assert.Single(ReservationMachine.Decide(state, command, Chain.Now).Events));
        }

        var form = ReservationSnapshotForm.Instance;
        var body = form.Take(state)();
        var read = form.Restore(new Snapshot(state.Version, body));

        Assert.Equal((4L, "o-1", 7L, "x-1", 900), (read.Version, read.OrderId, read.AttemptsSettled, read.LastExtensionId, read.LastExtensionTtlSeconds));
        Assert.Equal(state.Lines, read.Lines);
        Assert.Equal(state.Slots, read.Slots);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(body.Span), System.Text.Encoding.UTF8.GetString(form.Take(read)().Span));
        Assert.Throws<JournalFormatException>(() => form.Restore(new Snapshot(1, new byte[] { 2, 0 })));
    }

    private static async Task<IReadOnlyList<string>> Taken(Engine engine, IJournal journal)
    {
        var names = new List<string>();
        foreach (var name in await Names(journal))
        {
            if ((await engine.Reservations.Read(name)).Reservation is { OrderId: not null })
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static async Task<IReadOnlyList<string>> Names(IJournal journal) =>
        [.. (await journal.ListStreams("reservation/", null, 1_000)).Select(name => name["reservation/".Length..])];

    private static async Task<List<ImmutableArray<string>>> Kinds(IJournal journal, IEnumerable<string> baskets)
    {
        var kinds = new List<ImmutableArray<string>>();
        foreach (var basket in baskets)
        {
            kinds.Add([.. (await journal.ReadStream($"reservation/{basket}", 0, 1_000)).Select(record => record.Record.Kind)]);
        }

        return kinds;
    }
}
