using OrleansCommerce.Domain.Feeds;
using OrleansCommerce.Domain.Stock;

namespace OrleansCommerce.Domain.Tests.Stock;

internal delegate StockDecision Decide(StockState state, StockCommand command, DateTimeOffset clock);

/// <summary>
/// Holds a machine against the naive model, command by command, and plays the journal: it keeps every event by its command's id and
/// answers a late duplicate from there, as a conflict on append would. Throws <see cref="StockCheckException"/> at the first difference.
/// </summary>
internal sealed class StockCheck(Decide decide)
{
    private readonly NaiveStock _model = new();
    private readonly StockState _state = new();
    private readonly List<StockEvent> _stream = [];
    private readonly Dictionary<string, StockEvent> _recorded = [];

    public StockFigures Figures => _state.Figures();
    public IReadOnlyList<(string, long)> InDoubt => _state.InDoubt(_state.Time);
    public IReadOnlyList<StockEvent> Stream => _stream;
    public HashSet<StockRefusalCode> Refusals { get; } = [];
    public HashSet<MoveOutcome> Outcomes { get; } = [];
    public int Expiries { get; private set; }

    /// <summary>Carries out one command, then repeats it at once. Returns whether it was accepted.</summary>
    public bool Step(StockCommand command, DateTimeOffset clock, IEnumerable<string> reservations)
    {
        var first = Once(command, clock);
        Look(reservations, command);
        var again = Once(command, clock);
        if (command is Abort && again.Events is [HoldEnded { End: HoldEnd.Expired }])
        {
            // What waited for a decision beyond its time is due as soon as it no longer waits, so it goes with the next command.
            return true;
        }

        Same(0, again.Events.Length, "events of a repeated command", command);
        if (Reservation(command) is { } id && _model.Find(id) is null && first.Events.Length > 0)
        {
            // The expiries of the first have pushed the end that it spoke of out of the item's memory: now it is the journal's turn.
            return first.Refusal is null;
        }

        Same(first.Refusal?.Code, again.Refusal?.Code, "refusal of a repeated command", command);
        Same(first.Hold, again.Hold, "hold in the answer to a repeated command", command);
        return first.Refusal is null;
    }

    /// <summary>Folds the whole stream again, into a state of its own.</summary>
    public void Replay(IEnumerable<string> reservations)
    {
        var fresh = new StockState();
        _stream.ForEach(happened => StockMachine.Apply(fresh, happened));
        Same(Picture(_state, reservations), Picture(fresh, reservations), "state after a replay", null);
    }

    private StockDecision Once(StockCommand command, DateTimeOffset clock)
    {
        string[] named = command is Reserve r ? [r.ReservationId] : [];
        var before = Picture(_state, named);
        var remembered = _model.Remembers(command);
        var decision = decide(_state, command, clock);
        Same(before, Picture(_state, named), "state before and after deciding", command);

        if (!remembered && NaiveStock.IdOf(command) is { } id && _recorded.TryGetValue(id, out var recorded))
        {
            decision = StockMachine.AnswerFromRecord(recorded, command);
        }

        if (decision.Refusal is { } refusal)
        {
            Refusals.Add(refusal.Code);
        }

        var expected = _model.Do(command, clock);
        Compare(command, expected, decision);
        Append(command, decision, expected.Appends);
        Same(_model.Figures, _state.Figures(), "figures", command);
        Same(true, _state.Figures().Balanced, "received = on hand + gone out", command);
        if (command is Reserve && decision.Events.Any(e => e is Held))
        {
            Same(true, _state.Available >= 0, "a reserve left enough", command);
        }

        return decision;
    }

    private void Compare(StockCommand command, Expected expected, StockDecision decision)
    {
        Same(expected.Refusal, decision.Refusal?.Code, "refusal", command);
        Same(expected.Hold, decision.Hold, "hold in the answer", command);
        Same(expected.Outcome, decision.Outcome, "outcome", command);
        Outcomes.Add(decision.Outcome);
        Same(expected.Recalled is null || expected.Appends ? null : expected.Recalled, decision.Recalled, "recalled figures", command);
        var expired = decision.Events.TakeWhile(e => e is HoldEnded { End: HoldEnd.Expired }).Cast<HoldEnded>().ToArray();
        Same(Text(_model.ExpiredNow), Text(expired.Select(e => e.Hold.ReservationId)), "expiries, first of all and earliest first", command);
        Same(expired.Length + (expected.Appends ? 1 : 0), decision.Events.Length, "number of events", command);
        Expiries += expired.Length;
        if (decision.Events.LastOrDefault() is Moved moved)
        {
            Same(_model.Figures with { NextDue = null, OldestConfirmed = null }, moved.After, "figures in the movement's record", command);
            var counts = expected.Outcome == MoveOutcome.Booked || moved.Delta != 0;
            Same(counts ? Math.Max(0, _model.Reserved - _model.OnHand) : 0, moved.Deficit, "deficit", command);
        }
    }

    private void Append(StockCommand command, StockDecision decision, bool isAccepted)
    {
        foreach (var happened in decision.Events)
        {
            Same(true, happened.At >= _state.Time, "time of an event goes forward", command);
            StockMachine.Apply(_state, happened);
            _stream.Add(happened);
        }

        if (isAccepted && NaiveStock.IdOf(command) is { } id)
        {
            _recorded.Add(id, decision.Events[^1]);
        }
    }

    private void Look(IEnumerable<string> reservations, StockCommand command)
    {
        foreach (var id in reservations)
        {
            Same(_model.Find(id), _state.FindReservation(id), $"reservation {id}", command);
        }

        Same(Text(_model.InDoubt), Text(_state.InDoubt(DateTimeOffset.MaxValue)), "holds in doubt", command);
    }

    private static string? Reservation(StockCommand command) => command switch
    {
        Prepare c => c.ReservationId,
        Abort c => c.ReservationId,
        Confirm c => c.ReservationId,
        Release c => c.ReservationId,
        Extend c => c.ReservationId,
        Fulfil c => c.ReservationId,
        _ => null,
    };

    private static string Picture(StockState state, IEnumerable<string> reservations) =>
        $"{state.Figures()} {Text(state.InDoubt(DateTimeOffset.MaxValue))} {Text(reservations.Select(state.FindReservation))}";

    private static string Text<T>(IEnumerable<T> values) => string.Join('|', values);

    private static void Same<T>(T expected, T actual, string what, StockCommand? command)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new StockCheckException($"{what}: expected {expected}, was {actual}, at {command}");
        }
    }
}

internal sealed class StockCheckException(string message) : Exception(message);
