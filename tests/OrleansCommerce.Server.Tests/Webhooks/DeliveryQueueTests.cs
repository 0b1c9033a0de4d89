using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Tests.Webhooks;

/// <summary>The order and the patience of deliveries, on a clock that the tests move themselves.</summary>
public sealed class DeliveryQueueTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly AttemptResult Delivered = new(AttemptOutcome.Delivered, 200);
    private static readonly AttemptResult Down = new(AttemptOutcome.Unreachable, 0, "no connection");
    private static readonly AttemptResult Refused = new(AttemptOutcome.Refused, 400, "refused");

    [Fact]
    public void Receiver_DownForFourHours_GetsAHundredThousandEventsOnceEachInOrderPerKey()
    {
        var world = new World(new WebhookSettings(), 100_000, keys: 700);
        world.Run((_, now) => now < Start.AddHours(4) ? Down : Delivered);

        world.AssertAllDeliveredInOrder();
        Assert.Empty(world.Letters);
        // It was looked at now and then, and never by all that waited.
        Assert.InRange(world.Vain, 20, 200);
        // It is noticed within a probe's pause that it is there again.
        Assert.InRange(world.Now, Start.AddHours(4), Start.AddHours(4).AddMinutes(8));
    }

    [Fact]
    public void Event_RefusedForEver_HoldsUpItsKeyAloneAndIsGivenUpAfterThreeDays()
    {
        var world = new World(new WebhookSettings(), 2_000, keys: 50);
        var poison = world.Events[3];
        var lastOther = Start;
        world.Run((sent, now) =>
        {
            if (sent.Key != poison.Key)
            {
                lastOther = now;
            }

            return sent == poison ? Refused : Delivered;
        });

        var letter = Assert.Single(world.Letters);
        Assert.Equal((poison.Id, "refused"), (letter.EventId, letter.Why));
        Assert.InRange(letter.At, Start.AddDays(3), Start.AddDays(4));
        Assert.InRange(letter.Attempts, 12, 20);
        Assert.Equal(Start, lastOther);
        world.AssertAllDeliveredInOrder(except: poison);
    }

    /// <summary>Without a line for each key, what comes after a failed event would overtake it: the check above would see it.</summary>
    [Fact]
    public void Check_OfTheOrder_SeesWhatOvertakes()
    {
        var world = new World(new WebhookSettings(), 100, keys: 1);
        world.Run((_, _) => Delivered);
        world.Sent.Reverse();
        Assert.ThrowsAny<Exception>(() => world.AssertAllDeliveredInOrder());
    }

    [Fact]
    public void Receiver_DownForGood_EventsAreGivenUpByTheirAge()
    {
        var world = new World(new WebhookSettings(), 500, keys: 20);
        world.Run((_, _) => Down);
        Assert.Equal(500, world.Letters.Count);
        Assert.All(world.Letters, letter => Assert.InRange(letter.At, Start.AddDays(3), Start.AddDays(3).AddHours(1)));
    }

    /// <summary>One event that the receiver can't bear is no proof that it is down: the others go on.</summary>
    [Fact]
    public void Event_ThatBreaksTheReceiver_DelaysNobodyElse()
    {
        var queue = new DeliveryQueue(new WebhookSettings(), () => 0);
        queue.Add(Some(1, "a"));
        var now = Start;
        for (var i = 0; i < 8; i++)
        {
            queue.Complete(queue.Take(now)!, Down, now);
            now = queue.NextDue()!.Value;
        }

        Assert.False(queue.IsDown);
        queue.Add(Some(2, "b"));
        Assert.Equal(2, queue.Take(Start.AddSeconds(1))?.Event.Position);
    }

    [Fact]
    public void RetryAfter_LongerThanThePause_IsWaitedFor()
    {
        var queue = new DeliveryQueue(new WebhookSettings(), () => 0);
        queue.Add(Some(1, "a"));
        queue.Complete(queue.Take(Start)!, new(AttemptOutcome.Refused, 429, "too many", TimeSpan.FromMinutes(7)), Start);
        Assert.Equal(Start.AddMinutes(7), queue.NextDue());
        Assert.Null(queue.Take(Start.AddMinutes(7).AddTicks(-1)));
        Assert.NotNull(queue.Take(Start.AddMinutes(7)));
    }

    [Fact]
    public void Pauses_AfterEachVainAttempt_GrowAndAreDrawnOut()
    {
        var queue = new DeliveryQueue(new WebhookSettings(), () => 1);
        queue.Add(Some(1, "a"));
        var (now, pauses) = (Start, new List<double>());
        for (var i = 0; i < 4; i++)
        {
            queue.Complete(queue.Take(now)!, Refused, now);
            pauses.Add((queue.NextDue()!.Value - now).TotalSeconds);
            now = queue.NextDue()!.Value;
        }

        Assert.Equal([5 * 1.25, 30 * 1.25, 120 * 1.25, 600 * 1.25], pauses);
    }

    [Fact]
    public void InFlight_NeverMoreThanTheLimitAndOneOfAKey()
    {
        var queue = new DeliveryQueue(new WebhookSettings { InFlightMax = 4 }, () => 0);
        for (var i = 1; i <= 20; i++)
        {
            queue.Add(Some(i, $"k-{i % 3}"));
        }

        var taken = new List<Delivery>();
        while (queue.Take(Start) is { } delivery)
        {
            taken.Add(delivery);
        }

        Assert.Equal([1, 2, 3], taken.Select(delivery => delivery.Event.Position));
    }

    [Fact]
    public void Room_OfASlowReceiver_StaysSmallAndGrowsOnlyWhereKeysWait()
    {
        var settings = new WebhookSettings();
        var slow = new DeliveryQueue(settings, () => 0);
        Assert.InRange(Filled(slow, i => $"k-{i}"), settings.InFlightMax, 500);

        var blocked = new DeliveryQueue(settings, () => 0);
        var first = Filled(blocked, _ => "poison");
        Assert.Equal(2 * first, first + Filled(blocked, _ => "poison"));
        for (var i = 0; i < 10; i++)
        {
            Filled(blocked, _ => "poison");
        }

        Assert.Equal(settings.WindowEvents, blocked.PendingCount);
    }

    /// <summary>How many were read before there was no room; whatever can be sent is then on its way.</summary>
    private static int Filled(DeliveryQueue queue, Func<int, string> key)
    {
        var before = queue.PendingCount;
        while (queue.HasRoom)
        {
            queue.Add(Some(queue.PendingCount + 1, key(queue.PendingCount)));
        }

        while (queue.Take(Start) is not null)
        {
            // Nobody answers.
        }

        return queue.PendingCount - before;
    }

    private static Delivery Some(long position, string key) =>
        new(new DeliveryEvent(position, 1, $"evt_{position}_1", "stock.changed", key, default, Start), Start, 0, Start);

    /// <summary>A feed of events, a receiver that answers as it is told, and time that goes on when nothing is to be done.</summary>
    private sealed class World(WebhookSettings settings, int events, int keys)
    {
        private readonly DeliveryQueue _queue = new(settings, () => 0.5);
        private int _read;

        public DateTimeOffset Now { get; private set; } = Start;

        public int Vain { get; private set; }

        public List<DeliveryEvent> Sent { get; } = [];

        public List<DeadLetter> Letters { get; } = [];

        public List<DeliveryEvent> Events { get; } =
            [.. Enumerable.Range(1, events).Select(i => Some(i, $"k-{i * 7919 % keys}").Event)];

        public void Run(Func<DeliveryEvent, DateTimeOffset, AttemptResult> answer)
        {
            while (true)
            {
                while (_queue.HasRoom && _read < Events.Count)
                {
                    _queue.Add(new Delivery(Events[_read++], Start, 0, Now));
                }

                var isIdle = true;
                while (_queue.Take(Now) is { } delivery)
                {
                    isIdle = false;
                    var result = answer(delivery.Event, Now);
                    Vain += result.Outcome == AttemptOutcome.Delivered ? 0 : 1;
                    if (result.Outcome == AttemptOutcome.Delivered)
                    {
                        Sent.Add(delivery.Event);
                    }

                    if (_queue.Complete(delivery, result, Now) is { } letter)
                    {
                        Letters.Add(letter);
                    }
                }

                Letters.AddRange(_queue.GiveUpOld(Now));
                if (!isIdle || (_queue.HasRoom && _read < Events.Count))
                {
                    continue;
                }

                if (_queue.NextDue() is not { } next)
                {
                    return;
                }

                Assert.True(next > Now, "Time stands still.");
                Now = next;
            }
        }

        public void AssertAllDeliveredInOrder(DeliveryEvent? except = null)
        {
            Assert.Equal(Events.Count - (except is null ? 0 : 1), Sent.Count);
            Assert.Equal(Sent.Count, Sent.Select(sent => sent.Id).Distinct().Count());
            foreach (var key in Sent.GroupBy(sent => sent.Key))
            {
                Assert.Equal(key.Select(sent => sent.Position).Order(), key.Select(sent => sent.Position));
            }

            Assert.Equal(0, _queue.PendingCount);
        }
    }
}
