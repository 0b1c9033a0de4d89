namespace OrleansCommerce.Simulation.Participants.Orders;

internal sealed partial class OrderModel
{
    private const string InOrder = "steps follow each other";

    private void Apply(string kind, OrderBody e)
    {
        switch (kind)
        {
            case "order.placed":
                Require(!Exists && e.OrderId == id, "done once", $"{e.OrderId} is placed twice");
                (Lines, Taking) = (e.Lines, null);
                Add(_waiting, e.Lines);
                break;
            case "order.reservationTaken":
                Require(Taking is null, "nothing is held for nobody", $"{e.ReservationId} is taken while {Taking} is");
                Taking = e.ReservationId;
                _taken.Add(e.ReservationId!);
                break;
            case "order.reservationDropped":
                Require(Taking == e.ReservationId, "nothing is held for nobody", $"{e.ReservationId} is dropped, {Taking} was taken");
                (Taking, GivingBack) = (null, e.ReservationId);
                _taken.Remove(e.ReservationId!);
                break;
            case "order.reservationGivenBack":
                Require(GivingBack == e.ReservationId, "nothing is held for nobody", $"{e.ReservationId} is given back, {GivingBack} was dropped");
                GivingBack = null;
                _taken.Remove(e.ReservationId!);
                break;
            case "order.effectsSettled":
                _settledThrough = e.Through;
                break;
            case "order.linesBackordered":
                Add(_waiting, e.Lines, -1);
                Add(_backordered, e.Lines);
                break;
            case "order.linesCancelled":
                TakeWaiting(e.Lines);
                Add(_off, e.Lines);
                break;
            case "order.goodsReturned": Returned(e); break;
            case "fulfilment.assigned": Assigned(e); break;
            default: Step(kind, e); break;
        }
    }

    private void Assigned(OrderBody e)
    {
        var a = e.Assignment!;
        Require(Fulfilments.TrueForAll(f => f.Id != a.FulfilmentId), "done once", $"{a.FulfilmentId} is assigned twice");
        Require(a.ReservationId is not null && _taken.Contains(a.ReservationId), "nothing is held for nobody", $"{a.FulfilmentId} has {a.ReservationId}, which was not taken");
        Taking = Taking == a.ReservationId ? null : Taking;
        TakeWaiting(a.Lines);
        Fulfilments.Add(new FulfilmentLife(a, e.AcceptBy));
    }

    private void TakeWaiting(List<UnitsBody> lines)
    {
        foreach (var line in lines)
        {
            var waiting = Math.Min(line.Quantity, _waiting.GetValueOrDefault(line.Sku));
            Add(_waiting, [line with { Quantity = waiting }], -1);
            Add(_backordered, [line with { Quantity = line.Quantity - waiting }], -1);
        }
    }

    private void Step(string kind, OrderBody e)
    {
        if (Fulfilments.Find(f => f.Id == e.Of.FulfilmentId) is not { } f)
        {
            Require(false, InOrder, $"{kind} of {e.Of.FulfilmentId}, which it has not");
            return;
        }

        var was = f.State;
        var step = kind["fulfilment.".Length..];
        switch (step)
        {
            case "accepted": f.State = "Accepted"; break;
            case "rejected": GiveUp(f, e, "Rejected", "rejected", _waiting); break;
            case "timedOut":
                Require(e.At >= f.AcceptBy, "expiry has its time", $"{f} times out at {e.At:HH:mm:ss.fff}, before {f.AcceptBy:HH:mm:ss.fff}");
                GiveUp(f, e, "Expired", "timed-out", _waiting);
                break;
            case "picked": Picked(f, e); break;
            case "shorted": Shorted(f, e); break;
            case "packed": f.State = "Packed"; break;
            case "ready": (f.State, f.CollectBy) = ("ReadyForPickup", e.CollectBy); break;
            case "collected":
                f.State = "Collected";
                if (f.CollectAt == f.LocationId)
                    Ask(f, "out", "Left", e.Lines);
                break;
            case "shipped":
                (f.State, f.HasLeft) = ("Shipped", true);
                Ask(f, "out", "Left", e.Lines);
                break;
            case "delivered": f.State = "Delivered"; break;
            case "notCollected":
                Require(e.At >= f.CollectBy, "expiry has its time", $"{f} is taken back at {e.At:HH:mm:ss.fff}, before {f.CollectBy:HH:mm:ss.fff}");
                GiveUp(f, e, "Expired", "not-collected", _off);
                break;
            case "cancelled": GiveUp(f, e, "Cancelled", "cancelled", _off); break;
            default: throw new InvalidOperationException($"The model does not know {kind}.");
        }

        Require(MayFollow(was, step), InOrder, $"{kind} of {f.Id}, which was {was}");
        Require(
            step is "picked" or "shorted" || e.Lines.Count == 0 || e.Lines.SequenceEqual(f.Lines), "decided on what is",
            $"{kind} of {string.Join('+', e.Lines)}, {f.Id} has {string.Join('+', f.Lines)}");
    }

    private static bool MayFollow(string was, string step) => step switch
    {
        "shorted" => was is "Assigned" or "Accepted",
        "accepted" or "timedOut" => was == "Assigned",
        "rejected" => was is "Assigned" or "Accepted",
        "picked" => was == "Accepted",
        "packed" => was == "Picking",
        "ready" => was is "Packed" or "Shipped",
        "shipped" => was == "Packed",
        "delivered" => was == "Shipped",
        "collected" or "notCollected" => was == "ReadyForPickup",
        _ => was is "Assigned" or "Accepted" or "Picking" or "Packed" or "ReadyForPickup",
    };

    private void Shorted(FulfilmentLife f, OrderBody e)
    {
        foreach (var line in e.Lines)
            Require(line.Quantity <= Of(f.Lines, line.Sku), InOnePlace, $"{line} are given up of {Of(f.Lines, line.Sku)}");
        Ask(f, $"shorted-{e.Number}/units", "Released", e.Lines);
        Add(_waiting, e.Lines);
        if (e.IsWhole)
            f.State = "Rejected";
        else
            f.Lines = [.. f.Lines.Select(line => line with { Quantity = line.Quantity - Of(e.Lines, line.Sku) }).Where(line => line.Quantity > 0)];
    }

    private void Picked(FulfilmentLife f, OrderBody e)
    {
        foreach (var line in f.Lines)
        {
            Require(
                Of(e.Picked, line.Sku) + Of(e.Missing, line.Sku) == line.Quantity, InOnePlace,
                $"of {line} {Of(e.Picked, line.Sku)} were found and {Of(e.Missing, line.Sku)} not");
        }

        Ask(f, "picked/count", "Missing", e.Missing);
        // The slot's work is done, whatever was found.
        effects.AskWork();
        Add(_waiting, e.Missing);
        (f.State, f.Lines) = e.Picked.Count == 0 ? ("Rejected", f.Lines) : ("Picking", e.Picked);
    }

    private void GiveUp(FulfilmentLife f, OrderBody e, string end, string step, SortedDictionary<string, long> to)
    {
        Add(to, f.Lines);
        if (e.HadLeft)
            effects.Ask($"{id}/{f.Id}/{step}/units", f.CollectAt ?? f.LocationId, "Return", f.Lines);
        else
            Ask(f, $"{step}/units", "Released", f.Lines);
        f.State = end;
    }

    private void Returned(OrderBody e)
    {
        Require(_returns.Add(e.ReturnId!), "done once", $"{e.ReturnId} comes back twice");
        Add(_returned, e.Lines);
        foreach (var (sku, units) in _returned)
        {
            var handedOver = Fulfilments.Where(f => f.IsHandedOver).Sum(f => Of(f.Lines, sku));
            Require(units <= handedOver, InOnePlace, $"{units} {sku} have come back of {handedOver}");
        }

        foreach (var condition in e.Lines.GroupBy(line => line.Condition))
        {
            var isDamaged = condition.Key == "Damaged";
            var sums = condition.GroupBy(line => line.Sku).Select(group => new UnitsBody(group.Key, group.Sum(line => line.Quantity)));
            effects.Ask($"{id}/{e.ReturnId}/{(isDamaged ? "damaged" : "resaleable")}", e.LocationId!, isDamaged ? "DamagedReturn" : "Return", sums);
        }
    }

    private void Ask(FulfilmentLife f, string step, string what, IEnumerable<UnitsBody> lines) =>
        effects.Ask($"{id}/{f.Id}/{step}", f.LocationId, what, lines);
}
