using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;

namespace OrleansCommerce.Domain.Tests.Locations;

/// <summary>Long random histories of one location's slots, each held against the naive model.</summary>
public sealed class CapacityHistoryTests
{
    private static readonly DateTimeOffset Start = Places.Utc("2026-11-22T10:00");

    private delegate CapacityDecision DecideWork(CapacityState state, CapacityCommand command, DateTimeOffset clock);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void History_AnyCommands_AgreesWithTheNaiveModel(int seed)
    {
        var (refusals, kinds, overbooked) = Run(CapacityMachine.Decide, seed, 6_000);

        Assert.Equal(Enum.GetValues<CapacityRefusalCode>().Except([CapacityRefusalCode.TooManyHolds]), refusals.Order());
        Assert.Equal(9, kinds);
        Assert.True(overbooked > 5, $"Capacity fell below what was held only {overbooked} times.");
    }

    /// <summary>The control: a slot that takes on more than it can do is caught.</summary>
    [Fact]
    public void History_MachineThatOverbooks_IsCaught() => Caught((state, command, clock) =>
        CapacityMachine.Decide(state, command, clock) is { Refusal.Code: CapacityRefusalCode.InsufficientCapacity } && command is HoldSlot c
            ? new([new SlotHeld(state.EffectiveTime(clock), c.ReservationId, c.Slot, c.Quantity, clock.AddSeconds(c.TtlSeconds), c.TtlSeconds, c.CustomerId, c.OfBasket)])
            : CapacityMachine.Decide(state, command, clock));

    [Fact]
    public void History_MachineThatIgnoresExpiry_IsCaught() => Caught((state, command, clock) =>
    {
        var decision = CapacityMachine.Decide(state, command, clock);
        return decision with { Events = decision.Events.RemoveAll(e => e is SlotHoldEnded { End: SlotHoldEnd.Expired }) };
    });

    [Fact]
    public void History_MachineThatRefusesFacts_IsCaught() => Caught((state, command, clock) =>
        CapacityMachine.Decide(state, command, clock) is { Events: [.., CapacitySet { Overbooked.IsEmpty: false }] }
            ? new([], new(CapacityRefusalCode.InsufficientCapacity))
            : CapacityMachine.Decide(state, command, clock));

    private static void Caught(DecideWork wrong) => Assert.Throws<HistoryException>(() => Run(wrong, 1, 3_000));

    private static (HashSet<CapacityRefusalCode> Refusals, int Kinds, int Overbooked) Run(DecideWork decide, int seed, int steps)
    {
        var seeded = new Seeded((ulong)seed);
        var (state, model, commands) = (new CapacityState(), new NaiveCapacity(), new CapacityCommands(seeded));
        var (refusals, kinds, stream, overbooked, clock) = (new HashSet<CapacityRefusalCode>(), new HashSet<Type>(), new List<CapacityEvent>(), 0, Start);
        for (var step = 0; step < steps; step++)
        {
            clock = clock.AddMilliseconds(seeded.Below(40) switch { 0 => -4_000, 1 => 20_000, 2 => 900_000, var n => n * 20 });
            var command = commands.Next(state.EffectiveTime(clock), state.InDoubt(clock));
            if (NamesWhatIsForgotten(state, model, command))
            {
                continue;
            }

            var (before, decision) = (state.Figures(), decide(state, command, clock));
            Same(before, state.Figures(), "figures before and after deciding", command);
            var expected = model.Do(command, clock);
            Same(expected.Refusal, decision.Refusal?.Code, "refusal", command);
            Same(expected.Hold, decision.Hold, "hold in the answer", command);
            Same(model.Expired + (expected.Appends ? 1 : 0), decision.Events.Length, "number of events", command);
            foreach (var happened in decision.Events)
            {
                CapacityMachine.Apply(state, happened);
                stream.Add(happened);
                kinds.Add(happened.GetType());
            }

            Compare(state, model, command, command is HoldSlot { } held ? held.Slot : null);
            overbooked += decision.Events.LastOrDefault() is CapacitySet { Overbooked.IsEmpty: false } or SlotCapacitySet { Overbooked: not null } ? 1 : 0;
            refusals.UnionWith(decision.Refusal is { } refusal ? [refusal.Code] : []);
            if (step % 500 == 499)
            {
                CompareRestored(state, stream, command);
            }
        }

        return (refusals, kinds.Count, overbooked);
    }

    /// <summary>A location remembers its last ended holds alone; beyond them the journal is asked, which is not part of this test.</summary>
    private static bool NamesWhatIsForgotten(CapacityState state, NaiveCapacity model, CapacityCommand command) =>
        CapacityCommands.ReservationOf(command) is { } id && model.Last(id) is { IsLive: false } && state.FindReservation(id) is null;

    private static void Compare(CapacityState state, NaiveCapacity model, CapacityCommand command, PickSlot? asked)
    {
        var figures = state.Figures();
        Same(true, figures.Balanced, "taken on = done + given back + held + backlog", command);
        Same((model.PerSlot, model.TakenOn, model.Held, model.Backlog), (figures.PerSlot, figures.TakenOn, figures.Held, figures.Backlog), "figures", command);
        Same(model.Done, figures.Done, "work done", command);
        if (asked is { } slot && slot.End > state.Time)
        {
            Same(model.Taken(slot), state.Slot(slot).Taken, "taken of the slot", command);
            Same(model.CapacityOf(slot), state.Slot(slot).Capacity, "capacity of the slot", command);
        }
    }

    private static void CompareRestored(CapacityState state, List<CapacityEvent> stream, CapacityCommand command)
    {
        var replayed = new CapacityState();
        stream.ForEach(happened => CapacityMachine.Apply(replayed, happened));
        foreach (var other in new[] { replayed, CapacityState.From(state.ToSnapshot()) })
        {
            Same(state.Figures(), other.Figures(), "figures after a replay", command);
            var (one, two) = (state.ToSnapshot(), other.ToSnapshot());
            Same(string.Join(' ', one.Slots), string.Join(' ', two.Slots), "slots after a replay", command);
            Same(string.Join(' ', one.Overrides), string.Join(' ', two.Overrides), "overrides after a replay", command);
            Same(string.Join(' ', one.Holds), string.Join(' ', two.Holds), "holds after a replay", command);
            Same(string.Join(' ', one.Remembered), string.Join(' ', two.Remembered), "remembered events after a replay", command);
        }
    }

    private static void Same<T>(T expected, T actual, string what, CapacityCommand command)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new HistoryException($"{what}: expected {expected}, is {actual}, at {command}.");
        }
    }

    private sealed class HistoryException(string message) : Exception(message);
}
