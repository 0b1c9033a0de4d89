using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// Whoever remembers what was acknowledged and looks for it after the crash finds out whether a reply was sent before its append was
/// durable. With the real main path nothing is missing; with the bug planted it is, so the check can fail.
/// </summary>
public sealed class LostAcknowledgementTests
{
    private const int Items = 5;
    private const int Shoppers = 20;
    private const int OrdersEach = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crash_AfterReplies_LosesWhatWasAnsweredBeforeItWasDurableAndNothingElse(bool isEarly)
    {
        var memory = new MemoryJournal(TimeProvider.System);
        var journal = new EarlyAnswers(memory);
        var acknowledged = new List<(string Id, string Item, ReservationStatus Status)>();
        await using (var engine = await Engine.Start(journal))
        {
            foreach (var i in Enumerable.Range(0, Items))
            {
                await engine.Receive(Item(i), 10_000);
            }

            await Task.WhenAll(Enumerable.Range(0, Shoppers).Select(async shopper =>
            {
                for (var n = 0; n < OrdersEach; n++)
                {
                    journal.IsEarly |= isEarly && n == OrdersEach - 3;
                    var (id, item) = ($"{shopper}-{n}", Item((shopper + n) % Items));
                    Assert.Equal(ReservationProblem.None, (await engine.Reserve(id, 600, (item, 1))).Problem);
                    var status = n % 2 == 0
                        ? ReservationStatus.Held
                        : (await engine.Reservations.Confirm(id, Engine.Origin)).Reservation!.Status;
                    lock (acknowledged)
                    {
                        acknowledged.Add((id, item, status));
                    }
                }
            }));
            Assert.Equal(Shoppers * OrdersEach, acknowledged.Count);
        }

        // The process is gone; the journal is what it was.
        await using var next = await Engine.Start(memory);
        var lost = await Lost(next, acknowledged);
        if (isEarly)
        {
            Assert.True(journal.FramesHeldBack > 0);
            Assert.NotEmpty(lost);
        }
        else
        {
            Assert.Empty(lost);
        }
    }

    private static async Task<List<string>> Lost(Engine engine, List<(string Id, string Item, ReservationStatus Status)> acknowledged)
    {
        var lost = new List<string>();
        foreach (var (id, _, status) in acknowledged)
        {
            var found = (await engine.Reservations.Read(id)).Reservation?.Status;
            if (found != status)
            {
                lost.Add($"{id} was acknowledged as {status} and is {found?.ToString() ?? "gone"}");
            }
        }

        foreach (var item in acknowledged.GroupBy(order => order.Item))
        {
            var reserved = (await engine.Item(item.Key).Read()).Reserved;
            if (reserved != item.Count())
            {
                lost.Add($"{item.Key} has {reserved} units reserved, {item.Count()} were acknowledged");
            }
        }

        return lost;
    }

    private static string Item(int number) => $"sku-{number}@store";
}
