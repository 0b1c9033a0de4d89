using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Locations.Schedules;
using OrleansCommerce.Domain.Orders;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Availability;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Counts;

namespace OrleansCommerce.Grains.Orders;

/// <summary>
/// Does what an order's events ask of stock and capacity. Each effect has an id, and each thing that is done for it one made of that, so
/// that an effect that is done twice has happened once.
/// </summary>
public sealed class OrderEffectsDone(IGrainFactory grains, PickReports picks)
{
    /// <exception cref="RetriableException">It is not known to be done: do it again.</exception>
    public Task Do(string orderId, OrderEffect effect, Origin origin) => effect switch
    {
        ReleaseUnits e => Each(e.Lines, line => End(orderId, e.Id, e.LocationId, e.ReservationId, line, HoldOutcome.Released, origin)),
        IssueUnits e => Issue(orderId, e, origin),
        ReceiveUnits e => Each(e.Lines, line => Receive(e, line, origin)),
        CorrectAndCount e => Each(e.Missing, line => Correct(orderId, e, line, origin)),
        FinishPick e => FinishPick(e, origin),
        ReleasePick e => Release(e, origin),
        // The order itself routes whatever waits, whenever it carries something out.
        RouteAgain => Task.CompletedTask,
        _ => throw new InvalidOperationException($"Nobody does {effect.GetType().Name}."),
    };

    private static Task Each(ImmutableArray<OrderLine> lines, Func<OrderLine, Task> act) => Task.WhenAll(lines.Select(act));

    private async Task Issue(string orderId, IssueUnits e, Origin origin)
    {
        await Each(e.Lines, line => End(orderId, e.Id, e.LocationId, e.ReservationId, line, HoldOutcome.Left, origin));
        await FinishWork(e.Id, e.LocationId, e.ReservationId, e.Slot, origin);
    }

    /// <summary>
    /// Ends units of a hold. Where the hold is gone the goods are what they are: what has left, or is not there, is booked as a fact; what
    /// was to be released is free already.
    /// </summary>
    private async Task End(
        string orderId, string id, string locationId, string? reservationId, OrderLine line, HoldOutcome outcome, Origin origin)
    {
        var item = grains.GetGrain<IStockGrain>(new StockKey(line.Sku, locationId).ToString());
        if (reservationId is not null)
        {
            var answer = await item.Execute(new Fulfil(reservationId, line.Quantity, id, outcome, orderId), origin);
            // An id that is used up, by compaction even without a record of what it was used for, was used up by this very effect: nobody else
            // makes such ids.
            if (answer.Refusal is null or { Code: StockRefusalCode.IdReused })
            {
                return;
            }

            if (answer.Refusal.Code is StockRefusalCode.Pending or StockRefusalCode.NotConfirmed)
            {
                throw new RetriableException($"{line.Sku} at {locationId} has not heard yet that {reservationId} is confirmed.");
            }
        }

        if (outcome != HoldOutcome.Released)
        {
            await Book(item, new Move(id, MovementKind.Sale, line.Quantity, "order"), origin);
        }
    }

    private Task Receive(ReceiveUnits e, OrderLine line, Origin origin)
    {
        var kind = e.Condition == GoodsCondition.Damaged ? MovementKind.DamagedReturn : MovementKind.Return;
        return Book(grains.GetGrain<IStockGrain>(new StockKey(line.Sku, e.LocationId).ToString()), new Move(e.Id, kind, line.Quantity, "order"), origin);
    }

    private static async Task Book(IStockGrain item, Move move, Origin origin)
    {
        var answer = await item.Execute(move, origin);
        if (answer.Refusal is { Code: not StockRefusalCode.IdReused } refusal)
        {
            // It can only be beyond the largest figure there is; nothing is lost by waiting for somebody to correct that.
            throw new RetriableException($"{move.MovementId} could not be booked: {refusal.Code}.");
        }
    }

    private async Task Correct(string orderId, CorrectAndCount e, OrderLine line, Origin origin)
    {
        await End(orderId, e.Id, e.LocationId, e.ReservationId, line, HoldOutcome.Missing, origin);
        var booked = await grains.GetGrain<IStockGrain>(new StockKey(line.Sku, e.LocationId).ToString()).Read();
        await grains.GetGrain<ICountTaskGrain>(e.LocationId).Raise($"{e.Id}/{line.Sku}", line.Sku, Math.Max(0, booked.OnHand), "short-pick", origin);
    }

    private async Task FinishPick(FinishPick e, Origin origin)
    {
        await FinishWork(e.Id, e.LocationId, e.ReservationId, e.Slot, origin);
        await picks.Observed(e.Id, e.LocationId, e.Found, e.Missing, origin);
    }

    private async Task FinishWork(string id, string locationId, string? reservationId, PickSlot? slot, Origin origin)
    {
        if (HoldId(locationId, reservationId, slot) is not { } holdId)
        {
            return;
        }

        var answer = await grains.GetGrain<ICapacityGrain>(locationId).Execute(new FinishWork(holdId, null, id), origin);
        if (answer.Refusal is { Code: CapacityRefusalCode.Pending or CapacityRefusalCode.NotConfirmed })
        {
            throw new RetriableException($"{locationId} has not heard yet that {reservationId} is confirmed.");
        }
    }

    private async Task Release(ReleasePick e, Origin origin)
    {
        if (HoldId(e.LocationId, e.ReservationId, e.Slot) is { } holdId)
        {
            await grains.GetGrain<ICapacityGrain>(e.LocationId).Execute(new ReleaseSlot(holdId, Decided: true), origin);
        }
    }

    private static string? HoldId(string locationId, string? reservationId, PickSlot? slot) => reservationId is not null && slot is { } known
        ? SlotParticipant.HoldIdOf(reservationId, new SlotLine(locationId, known, 1))
        : null;
}
