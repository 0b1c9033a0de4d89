using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>Two seconds are all the time there is, whatever a promise is busy with when they are over.</summary>
public sealed class PromiseDeadlineTests
{
    /// <summary>More questions than any stage asks for the time, to the answer and beyond.</summary>
    private const int Questions = 120;

    [Theory]
    [InlineData(FulfilmentMethods.Pickup)]
    [InlineData(FulfilmentMethods.Pickup | FulfilmentMethods.Delivery | FulfilmentMethods.ShipToStore)]
    public async Task Make_TimeIsUpWhereverAStageAsks_AnswersWithTheBestSoFarAndSaysWhatWasCut(FulfilmentMethods methods)
    {
        var clock = new LeapingTimeProvider(Chain.Now);
        await using var engine = await Engine.Start(new MemoryJournal(clock), clock);
        for (var i = 1; i <= 3; i++)
        {
            await engine.Describe($"s-{i}", 0.1 * i, perSlot: 1_000);
            await engine.Receive($"a@s-{i}", 1_000);
        }

        var request = Chain.Request(methods, hold: true, ("a", 2));
        Assert.NotNull((await engine.Promise("warm", request)).Promise!.ReservationId);
        var stages = new SortedSet<string>(StringComparer.Ordinal);
        var held = 1;
        for (var question = 1; question <= Questions; question++)
        {
            clock.LeapAt(question, TimeSpan.FromSeconds(3));
            var promise = (await engine.Promise($"p-{question}", request)).Promise!;
            clock.LeapAt(0, TimeSpan.Zero);

            stages.Add(promise.StoppedAt ?? "");
            held += promise.ReservationId is null ? 0 : 1;
            Assert.True(promise.ReservationId is not null || promise.NotHeldBecause == NotHeld.OutOfTime, $"{question}: {promise.NotHeldBecause}");
            Assert.True(promise.ReservationId is not null || promise.StoppedAt is not null || promise.Options.Length > 0, $"{question}: nothing is said.");
            Assert.All(promise.Options, option => Assert.Equal(2, option.Fulfilments.Sum(f => f.Lines.Sum(line => line.Quantity))));
        }

        // In time, while it was routed, while it was held, while it was said why not elsewhere.
        Assert.Superset(new HashSet<string> { "", StoppedStage.Routing, StoppedStage.Holding }, stages);

        // What owners granted after it was too late is given back.
        await Wait.Until(async () => await Reserved(engine) == 2 * held);
        await engine.AssertBalanced();
    }

    private static async Task<long> Reserved(Engine engine)
    {
        var reserved = 0L;
        for (var i = 1; i <= 3; i++)
        {
            reserved += (await engine.Item($"a@s-{i}").Read()).Reserved;
        }

        return reserved;
    }

    /// <summary>The machine's clock, which leaps forward when it is asked so many times: somebody's stage took that long.</summary>
    private sealed class LeapingTimeProvider(DateTimeOffset start) : TimeProvider
    {
        private readonly Lock _gate = new();
        private readonly long _since = System.GetTimestamp();
        private TimeSpan _shift;
        private TimeSpan _leap;
        private int _left;

        public override DateTimeOffset GetUtcNow()
        {
            lock (_gate)
            {
                return start + System.GetElapsedTime(_since) + _shift;
            }
        }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (_gate)
            {
                _shift += _left > 0 && --_left == 0 ? _leap : TimeSpan.Zero;
                return (System.GetElapsedTime(_since) + _shift).Ticks;
            }
        }

        public void LeapAt(int question, TimeSpan leap)
        {
            lock (_gate)
            {
                (_left, _leap) = (question, leap);
            }
        }
    }
}
