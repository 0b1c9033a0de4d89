using System.Globalization;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Routing;

namespace OrleansCommerce.Grains.Promises;

// Holding the best option: propose, have the owners decide, and propose anew with what they said.
public sealed partial class PromiseGrain
{
    /// <summary>Proposals of one promise; under contention each may meet others'.</summary>
    internal const int RoundsMax = 12;

    /// <summary>After that no further proposal is made, and the best answer so far is given.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private async Task<PromiseAnswer> Hold(PromiseRequest request, Origin origin)
    {
        var start = Services.Clock.Provider.GetTimestamp();
        var corrections = RoutingCorrections.None;
        var round = 1;
        if (State.Proposed is { } left)
        {
            // An earlier try of this request ended before it was known what became of its proposal.
            var answer = await Reserve(request, left.ReservationId, left.Option, origin);
            if (answer.IsRepeated)
            {
                // A repetition is answered as at first; what was held then may have expired since.
                answer = await reservations.Read(left.ReservationId);
            }

            if (Held(answer) is { } held)
            {
                return await Conclude(Made(request, left, held), origin);
            }

            (corrections, round) = (await Learn(corrections, left.Option, answer), left.Round + 1);
        }

        while (true)
        {
            var now = Now;
            var routed = await routing.Route(request.At(now), corrections, CancellationToken.None);
            if (!routed.Answer.Problems.IsEmpty)
            {
                return new(null, routed.Answer.Problems);
            }

            var draft = Draft(request, now, routed);
            var isLate = round > RoundsMax || Services.Clock.Provider.GetElapsedTime(start) > Patience;
            var obstacle = draft.Options.IsEmpty ? NotHeld.NoOption
                : draft.Options[0].Method == FulfilmentMethods.Backorder ? NotHeld.NothingToHold
                : isLate ? NotHeld.Contended
                : null;
            if (obstacle is not null)
            {
                return await Conclude(draft with { NotHeldBecause = obstacle }, origin);
            }

            var reservationId = string.Create(CultureInfo.InvariantCulture, $"{_id}.h{round}");
            await Record(request, new OptionProposed(now, round, reservationId, draft.Options[0], draft.PolicyVersion, draft.AsOf), origin);
            var answer = await Reserve(request, reservationId, draft.Options[0], origin);
            if (Held(answer) is { } held)
            {
                return await Conclude(draft with { ReservationId = held.Id, HeldUntil = held.Until, ValidUntil = held.Until }, origin);
            }

            corrections = await Learn(corrections, draft.Options[0], answer);
            round++;
        }
    }

    private Task<ReservationAnswer> Reserve(PromiseRequest request, string reservationId, RoutingOption option, Origin origin)
    {
        var lines = option.Fulfilments.SelectMany(fulfilment => fulfilment.Lines.Select(
            line => new ReservationLine(new StockKey(line.Sku, fulfilment.LocationId), line.Quantity)));
        var slots = option.Fulfilments.Where(fulfilment => fulfilment.PickSlot is not null)
            .Select(fulfilment => new SlotLine(fulfilment.LocationId, fulfilment.PickSlot!.Value, 1));
        return reservations.Reserve(
            new(reservationId, ReservationLines.Sum(lines), request.TtlSeconds, request.CustomerId, SlotLines.Sum(slots)), origin);
    }

    /// <summary>Null: it is not held, or not any more.</summary>
    private static (string Id, DateTimeOffset Until)? Held(ReservationAnswer answer) =>
        answer.Reservation is { Status: ReservationStatus.Held, HeldUntil: { } until } held ? (held.ReservationId, until) : null;

    /// <summary>What the owners said: how much there is, and of locations whose slots were taken what they have to offer at this moment.</summary>
    private async Task<RoutingCorrections> Learn(RoutingCorrections corrections, RoutingOption option, ReservationAnswer answer)
    {
        var stock = (answer.Shortfalls.IsDefault ? [] : answer.Shortfalls)
            .Select(shortfall => new AtMost(shortfall.Item.Sku, shortfall.Item.LocationId, shortfall.Available));
        var full = (answer.FullSlots.IsDefault ? [] : answer.FullSlots).Select(slot => slot.LocationId).Distinct(StringComparer.Ordinal);
        if (answer.Problem is not (ReservationProblem.None or ReservationProblem.InsufficientStock or ReservationProblem.InsufficientCapacity))
        {
            // Whatever keeps these items from being held, another proposal does without them.
            stock = option.Fulfilments.SelectMany(fulfilment => fulfilment.Lines.Select(line => new AtMost(line.Sku, fulfilment.LocationId, 0)));
        }

        var facts = new List<LocationFacts>();
        foreach (var locationId in full)
        {
            if (await board.Read(locationId) is { } now)
            {
                facts.Add(now);
            }
        }

        return corrections.And(facts, stock);
    }

    private Promise Made(PromiseRequest request, OptionProposed proposed, (string Id, DateTimeOffset Until) held) => new(
        _id, proposed.At, held.Until, request, proposed.PolicyVersion, proposed.AsOf, [proposed.Option], [], 0, held.Id, held.Until);
}
