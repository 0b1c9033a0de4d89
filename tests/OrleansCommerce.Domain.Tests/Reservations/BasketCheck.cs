using System.Collections.Immutable;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Reservations;

internal delegate ReservationDecision DecideBasket(ReservationState state, ReservationCommand command, DateTimeOffset clock);

/// <summary>
/// Walks every sequence of commands up to a length, each early or late, and checks on every way what may never happen, from the events
/// alone. Throws <see cref="BasketCheckException"/> with the sequence that breaks a rule.
/// </summary>
internal sealed class BasketCheck(DecideBasket decide)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Late = Start.AddSeconds(100);

    private static readonly OpenReservation Open = new(
        "b-1", [new ReservationLine(new StockKey("a", "x"), 1), new ReservationLine(new StockKey("b", "x"), 2)], [], 60, null, Start.AddSeconds(60));

    private static readonly ImmutableArray<ReservationCommand> Commands =
    [
        Open, Open with { CustomerId = "c-2" }, new DecideConfirmed(1), new DecideConfirmed(2), new DecideReleased(1), new DecideReleased(2),
        new DecideExpired(), new AbortAttempt(1), new AbortAttempt(2), new ExtendReservation(Start.AddSeconds(200), 140, "e-1"),
        new CompleteReservation(),
    ];

    private readonly List<ReservationCommand> _sequence = [];

    public int Sequences { get; private set; }
    public HashSet<ReservationStatus> Ends { get; } = [];

    public void Walk(int depth)
    {
        var opened = decide(new ReservationState(), Open, Start).Events;
        Must(opened is [ReservationOpened], "a new id opens a basket");
        Walk(opened, depth);
    }

    private void Walk(ImmutableArray<ReservationEvent> stream, int depth)
    {
        if (depth == 0)
        {
            Sequences++;
            Ends.Add(Fold(stream).Status);
            return;
        }

        foreach (var command in Commands)
        {
            foreach (var clock in (ReadOnlySpan<DateTimeOffset>)[Start, Late])
            {
                _sequence.Add(command);
                Walk(Step(stream, command, clock), depth - 1);
                _sequence.RemoveAt(_sequence.Count - 1);
            }
        }
    }

    private ImmutableArray<ReservationEvent> Step(ImmutableArray<ReservationEvent> stream, ReservationCommand command, DateTimeOffset clock)
    {
        var state = Fold(stream);
        var decision = decide(state, command, clock);
        Must(state.Version == stream.Length, "deciding changes nothing");
        Must(decision.Events.Length <= 1 && (decision.Refusal is null || decision.Events.IsEmpty), "one event, or a refusal");
        if (decision.Events is [var happened])
        {
            ReservationMachine.Apply(state, happened);
            Must(happened.At >= stream[^1].At, "time goes forward");
            stream = stream.Add(happened);
            CheckWinner(stream);
            CheckAttempts(stream);
        }

        var again = decide(state, command, clock);
        Must(again.Events.IsEmpty && again.Refusal == decision.Refusal, "a repeated command gets the first one's answer and adds nothing");
        return stream;
    }

    /// <summary>One of confirmed, released and expired ends the holding; only a confirmed basket goes on, to fulfilled or released.</summary>
    private void CheckWinner(ImmutableArray<ReservationEvent> stream)
    {
        var turns = string.Concat(stream.Select(e => e switch
        {
            ReservationConfirmed => "C",
            ReservationReleased => "R",
            ReservationExpired => "E",
            ReservationFulfilled => "F",
            _ => "",
        }));
        Must(turns is "" or "C" or "R" or "E" or "CR" or "CF", $"exactly one wins, not {turns}");
        Must(stream.Count(e => e is ReservationOpened) == 1, "a basket is opened once");
    }

    /// <summary>What needs every line prepared is decided for an attempt that was neither decided nor aborted before.</summary>
    private void CheckAttempts(ImmutableArray<ReservationEvent> stream)
    {
        var settled = 0L;
        var isConfirmed = false;
        foreach (var happened in stream)
        {
            var attempt = happened switch
            {
                ReservationConfirmed e => e.Attempt,
                ReservationReleased e when isConfirmed => e.Attempt,
                _ => long.MaxValue,
            };
            Must(attempt > settled, $"attempt {attempt} is decided after {settled} was settled");
            isConfirmed |= happened is ReservationConfirmed;
            settled = Math.Max(settled, happened switch
            {
                ReservationConfirmed e => e.Attempt,
                ReservationReleased e => e.Attempt,
                AttemptAborted e => e.Attempt,
                _ => 0,
            });
        }
    }

    private static ReservationState Fold(ImmutableArray<ReservationEvent> stream)
    {
        var state = new ReservationState();
        foreach (var happened in stream)
        {
            ReservationMachine.Apply(state, happened);
        }

        return state;
    }

    private void Must(bool holds, string rule)
    {
        if (!holds)
        {
            throw new BasketCheckException($"{rule}: {string.Join(", ", _sequence)}");
        }
    }
}

internal sealed class BasketCheckException(string message) : Exception(message);
