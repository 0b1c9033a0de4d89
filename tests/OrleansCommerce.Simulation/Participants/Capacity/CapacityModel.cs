using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;

namespace OrleansCommerce.Simulation.Participants.Capacity;

/// <summary>
/// The pick capacity of one location in the plainest way: every durable event is checked against what was before it and then believed.
/// What a slot has taken on is summed over all holds that ever were, each time.
/// </summary>
internal sealed class CapacityModel(string location, Action<string, string> violate)
{
    private const string NeverBeyond = "a slot never takes on more than it can do";

    private readonly List<(CapacitySums Sums, long Ticks)> _moments = [(default, 0)];
    private readonly Dictionary<string, List<SlotLife>> _holds = new(StringComparer.Ordinal);
    private readonly List<SlotLife> _all = [];
    private readonly Dictionary<SlotBody, long> _ofSlot = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private long? _perSlot;

    public string Location => location;

    public long Version => _moments.Count - 1;

    public DateTimeOffset Time { get; private set; }

    public IEnumerable<SlotLife> Live => _all.Where(hold => hold.IsLive);

    public CapacitySums At(long version) => _moments[(int)version].Sums;

    public long VersionAt(long ticks) => _moments.FindLastIndex(moment => moment.Ticks <= ticks);

    public SlotLife? Newest(string holdId) => _holds.GetValueOrDefault(holdId)?[^1];

    public void Commit(StoredRecord record, long ticks)
    {
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, CapacityBodyJson.Default.CapacityBody)!;
        Require(record.Version == Version + 1, "versions follow each other", $"version {record.Version} follows {Version}");
        Require(body.At >= Time, "time never goes back", $"{record.Record.Kind} at {body.At:HH:mm:ss.fff} follows {Time:HH:mm:ss.fff}");
        var next = record.Record.Kind switch
        {
            "capacity.set" => Set(body),
            "capacity.slotSet" => SlotSet(body),
            "capacity.held" => Held(body),
            "capacity.prepared" => Step(body, "a preparation", hold => hold.Attempt = body.Attempt),
            "capacity.prepareAborted" => Step(body, "an abortion", hold => hold.Attempt = 0, mayBeDue: true),
            "capacity.confirmed" => Step(body, "a confirmation", hold => (hold.IsConfirmed, hold.Attempt) = (true, 0)),
            "capacity.extended" => Extended(body),
            "capacity.workFinished" => Finished(body),
            "capacity.holdEnded" => Ended(body),
            var other => throw new InvalidOperationException($"The model does not know {other}."),
        };
        Time = body.At;
        _moments.Add((next with { Held = Sum(isConfirmed: false), Backlog = Sum(isConfirmed: true), Holds = Live.Count() }, ticks));
        var sums = _moments[^1].Sums;
        Require(
            sums.TakenOn == sums.Done + sums.GivenBack + sums.Held + sums.Backlog, "the books balance", $"{sums} after {record.Record.Kind}");
    }

    private CapacitySums Now => _moments[^1].Sums;

    private long Sum(bool isConfirmed) => Live.Where(hold => hold.IsConfirmed == isConfirmed).Sum(hold => hold.Remaining);

    private CapacitySums Set(CapacityBody e)
    {
        _perSlot = e.PerSlot;
        return Now;
    }

    private CapacitySums SlotSet(CapacityBody e)
    {
        if (e.Capacity is { } capacity)
            _ofSlot[e.Slot] = capacity;
        else
            _ofSlot.Remove(e.Slot);
        return Now;
    }

    private CapacitySums Held(CapacityBody e)
    {
        Require(!Live.Any(hold => hold.IsDue(e.At)), "expiry comes first", $"{e.ReservationId} is held while another is due");
        Require(Newest(e.ReservationId!) is not { IsLive: true }, "done once", $"{e.ReservationId} is held twice");
        Require(e.HeldUntil == e.At.AddSeconds(e.TtlSeconds), "decided on what is", $"{e.ReservationId} is held until {e.HeldUntil:HH:mm:ss.fff}");
        var hold = new SlotLife { Id = e.ReservationId!, Slot = e.Slot, Quantity = e.Quantity, Remaining = e.Quantity, HeldUntil = e.HeldUntil };
        if (!_holds.TryGetValue(hold.Id, out var lives))
            _holds[hold.Id] = lives = [];
        lives.Add(hold);
        _all.Add(hold);
        // What was given back was never done; what was done has taken its part of the slot for good.
        var taken = _all.Where(other => other.Slot.Overlaps(e.Slot) && other.End is not ("Released" or "Expired")).Sum(other => other.Quantity);
        var capacity = _ofSlot.TryGetValue(e.Slot, out var own) ? own : _perSlot;
        Require(capacity is null || taken <= capacity, NeverBeyond, $"{taken} of {capacity} in {e.Slot} with {hold}");
        return Now with { TakenOn = Now.TakenOn + e.Quantity };
    }

    private CapacitySums Step(CapacityBody e, string what, Action<SlotLife> act, bool mayBeDue = false)
    {
        if (LiveHold(e.ReservationId, what) is { } hold)
        {
            Require(mayBeDue || !hold.IsDue(e.At), "an end is an end", $"{what} of {hold} at {e.At:HH:mm:ss.fff}, when it is due");
            act(hold);
        }

        return Now;
    }

    private CapacitySums Extended(CapacityBody e) => Step(e, "an extension", hold =>
    {
        Require(e.HeldUntil >= hold.HeldUntil, "never held shorter than promised", $"{hold} is cut to {e.HeldUntil:HH:mm:ss.fff}");
        Require(e.ExtensionId is null || _named.Add($"e/{e.ExtensionId}"), "done once", $"extension {e.ExtensionId} is recorded twice");
        hold.HeldUntil = e.HeldUntil;
    });

    private CapacitySums Finished(CapacityBody e)
    {
        if (LiveHold(e.ReservationId, "work") is not { } hold)
            return Now;
        Require(hold.IsConfirmed, "work is done for what is confirmed", $"{hold} is finished");
        Require(e.Quantity > 0 && e.Quantity <= hold.Remaining, "done once", $"{e.Quantity} done of {hold}");
        Require(e.FulfilmentId is null || _named.Add($"f/{e.FulfilmentId}"), "done once", $"work {e.FulfilmentId} is recorded twice");
        hold.Remaining -= e.Quantity;
        hold.End = hold.Remaining == 0 ? "Finished" : null;
        return Now with { Done = Now.Done + e.Quantity };
    }

    private CapacitySums Ended(CapacityBody e)
    {
        if (LiveHold(e.Hold!.ReservationId, "an end") is not { } hold)
            return Now;
        Require(e.Hold.Remaining == hold.Remaining, "decided on what is", $"{e.Hold.Remaining} units come back from {hold}");
        Require(e.End != "Expired" || hold.IsDue(e.At), "held as long as promised", $"{hold} expires at {e.At:HH:mm:ss.fff}");
        hold.End = e.End;
        return Now with { GivenBack = Now.GivenBack + hold.Remaining };
    }

    private SlotLife? LiveHold(string? holdId, string what)
    {
        var hold = Newest(holdId ?? "");
        Require(hold is { IsLive: true }, "decided on what is", $"{what} of {holdId}, which holds nothing");
        return hold is { IsLive: true } ? hold : null;
    }

    private void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
            violate(rule, $"{location}@{Version + 1}: {detail.Text()}");
    }
}

/// <summary>The units of work of one location at one version.</summary>
internal readonly record struct CapacitySums(long TakenOn, long Done, long GivenBack, long Held, long Backlog, int Holds);
