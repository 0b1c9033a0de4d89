using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Participants.Stock;

namespace OrleansCommerce.Simulation.Participants.Baskets;

/// <summary>One basket in the plainest way: what its coordinator records is held against what its lines have recorded by then.</summary>
internal sealed class BasketModel(string id, Func<string, StockModel> stock, Action<string, string> violate)
{
    private const string AllOrNone = "all lines of a basket or none";

    public List<LineBody> Lines { get; private set; } = [];

    public string Status { get; private set; } = "";

    public DateTimeOffset HeldUntil { get; private set; }

    /// <summary>It was confirmed at some time, whatever came after.</summary>
    public bool WasConfirmed { get; private set; }

    /// <summary>It may not be released line by line any more: that takes a decision.</summary>
    public bool IsStanding => Status is "Held" or "Confirmed";

    public HoldLife? Hold(LineBody line) => stock(line.Item.ToString()).Newest(id) is { OfBasket: true } hold ? hold : null;

    public void Commit(StoredRecord record)
    {
        var body = JsonSerializer.Deserialize(record.Record.Body.Span, BasketBodyJson.Default.BasketBody)!;
        switch (record.Record.Kind)
        {
            case "reservation.opened": Opened(body); break;
            case "reservation.confirmed": Confirmed(body); break;
            case "reservation.released": Released(body); break;
            case "reservation.expired":
                Require(Status == "Held", AllOrNone, $"it expires while it is {Status}");
                Status = "Expired";
                break;
            case "reservation.attemptAborted": break;
            case "reservation.extended":
                Require(Status == "Held" && body.HeldUntil >= HeldUntil, "never held shorter than promised", $"extended to {body.HeldUntil:HH:mm:ss.fff}");
                HeldUntil = body.HeldUntil;
                break;
            case "reservation.fulfilled":
                Require(Status == "Confirmed", "goods leave for what is confirmed", $"it is fulfilled while it is {Status}");
                RequireLines(hold => hold is { End: "Fulfilled" }, "fulfilled");
                Status = "Fulfilled";
                break;
            default: throw new InvalidOperationException($"The model does not know {record.Record.Kind}.");
        }
    }

    /// <summary>After everything has come to rest.</summary>
    public void CheckAtEnd()
    {
        switch (Status)
        {
            case "Confirmed":
                RequireLines(hold => hold is { IsConfirmed: true } && hold.End is null or "Fulfilled", "confirmed at last");
                break;
            case "Fulfilled":
                RequireLines(hold => hold is { End: "Fulfilled" }, "fulfilled at last");
                break;
            default:
                RequireLines(hold => hold is not { IsLive: true }, $"{Status} at last");
                break;
        }
    }

    private void Opened(BasketBody e)
    {
        Require(Status == "", "done once", $"it is opened twice");
        (Lines, HeldUntil, Status) = (e.Lines, e.HeldUntil, "Held");
        foreach (var line in Lines)
        {
            var hold = Hold(line);
            Require(hold is { End: null or "Expired" or "Uncovered" } && hold.Quantity == line.Quantity, AllOrNone, $"opened, and {line.Item} has {hold}");
            Require(hold is null || hold.HeldUntil >= HeldUntil, "never held shorter than promised", $"{line.Item} has {hold}");
        }
    }

    private void Confirmed(BasketBody e)
    {
        Require(Status == "Held", AllOrNone, $"it is confirmed while it is {Status}");
        RequireLines(hold => hold is { IsLive: true } && hold.Attempt >= e.Attempt, $"confirmed by attempt {e.Attempt}");
        (Status, WasConfirmed) = ("Confirmed", true);
    }

    private void Released(BasketBody e)
    {
        Require(IsStanding, AllOrNone, $"it is released while it is {Status}");
        if (Status == "Confirmed")
            RequireLines(hold => hold is { IsLive: true } && hold.Attempt >= e.Attempt, $"released by attempt {e.Attempt}");
        Status = "Released";
    }

    private void RequireLines(Func<HoldLife?, bool> holds, string what)
    {
        foreach (var line in Lines)
        {
            if (!holds(Hold(line)))
                Require(false, AllOrNone, $"{what}, and {line.Item} has {Hold(line)} (attempt {Hold(line)?.Attempt})");
        }
    }

    private void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
            violate(rule, $"basket {id}: {detail.Text()}");
    }
}
