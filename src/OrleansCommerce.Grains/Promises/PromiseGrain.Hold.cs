using System.Globalization;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Routing;
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
            var answer = await proposals.Hold(left.Option, left.ReservationId, request.TtlSeconds, request.CustomerId, origin);
            if (answer.IsRepeated)
            {
                // A repetition is answered as at first; what was held then may have ended since.
                answer = await reservations.Read(left.ReservationId);
            }

            if (Held(answer) is { } held)
            {
                return await Conclude(Made(request, left, held), origin);
            }

            corrections = answer.Problem == ReservationProblem.None ? corrections : await proposals.Learn(corrections, left.Option, answer);
            round = left.Round + 1;
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
            var answer = await proposals.Hold(draft.Options[0], reservationId, request.TtlSeconds, request.CustomerId, origin);
            if (Held(answer) is { } held)
            {
                return await Conclude(draft with { ReservationId = held.Id, HeldUntil = held.Until, ValidUntil = held.Until }, origin);
            }

            corrections = await proposals.Learn(corrections, draft.Options[0], answer);
            round++;
        }
    }

    /// <summary>Null: it is not held, or not any more.</summary>
    private static (string Id, DateTimeOffset Until)? Held(ReservationAnswer answer) =>
        answer.Reservation is { Status: ReservationStatus.Held, HeldUntil: { } until } held ? (held.ReservationId, until) : null;

    private Promise Made(PromiseRequest request, OptionProposed proposed, (string Id, DateTimeOffset Until) held) => new(
        _id, proposed.At, held.Until, request, proposed.PolicyVersion, proposed.AsOf, [proposed.Option], [], 0, held.Id, held.Until);
}
