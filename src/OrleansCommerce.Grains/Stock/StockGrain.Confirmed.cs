using System.Collections.Immutable;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

// Holds that do not expire: those that too little is left for, and those that nobody fulfils.
public sealed partial class StockGrain
{
    public async Task Relieve()
    {
        while (!(await Execute(new EndUncovered(), Origin.Engine, Admission.Settling)).IsRepeated)
        {
        }

        await HaveOrdersGiveUp();
    }

    public Task<ImmutableArray<ConfirmedHold>> Confirmed(DateTimeOffset before, DateTimeOffset after, string? afterId, int limit) => Durable(state =>
        state.ConfirmedBefore(before)
            .Where(aged => aged.Since > after || (aged.Since == after && afterId is not null && string.CompareOrdinal(aged.Hold.ReservationId, afterId) > 0))
            .Take(limit)
            .Select(aged => new ConfirmedHold(aged.Hold.ReservationId, aged.Hold.Remaining, aged.Since, aged.Hold.OrderId, aged.Hold.OfBasket))
            .ToImmutableArray());

    /// <summary>
    /// An order is told what is left of its hold, not what is lost: told twice it gives up once. What it has picked it keeps, and the next one
    /// is asked; so does whoever holds without an order, whom nobody could tell.
    /// </summary>
    private async Task HaveOrdersGiveUp()
    {
        var candidates = await Durable(state => state.Deficit > 0 ? state.ConfirmedNewestFirst() : []);
        foreach (var candidate in candidates)
        {
            var (deficit, remaining) = await Durable(state => (state.Deficit, state.FindReservation(candidate.ReservationId)?.Remaining ?? 0));
            if (deficit == 0)
            {
                return;
            }

            if (await OrderOf(candidate) is { } orderId)
            {
                await GrainFactory.GetGrain<IOrderGrain>(orderId)
                    .StockLost(candidate.ReservationId, _key.LocationId, _key.Sku, Math.Max(0, remaining - deficit));
            }
        }
    }

    private async Task<string?> OrderOf(HoldFigures hold) => hold.OfBasket
        ? (await GrainFactory.GetGrain<IReservationGrain>(hold.ReservationId).Read()).Reservation?.OrderId
        : hold.OrderId;
}
