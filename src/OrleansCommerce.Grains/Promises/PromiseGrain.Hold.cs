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

    /// <summary>After that the best answer so far is given, whatever is still under way.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Of it, what is kept for saying why not elsewhere.</summary>
    private static readonly TimeSpan ExplainingTime = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Of it, what is kept after the first attempt to hold for the last one: what owners grant when the time is over is of no use to anybody.
    /// </summary>
    private static readonly TimeSpan HoldingTime = TimeSpan.FromMilliseconds(800);

    private async Task<PromiseAnswer> Hold(PromiseRequest request, Origin origin)
    {
        var deadline = RoutingDeadline.After(Services.Clock.Provider, Patience);
        var corrections = RoutingCorrections.None;
        var round = 1;
        Promise? refused = null;
        if (State.Proposed is { } left)
        {
            var (held, known) = await HoldAgain(left, request, deadline, origin);
            if (held is { } found)
            {
                return await Conclude(Made(request, left, found), origin);
            }

            (corrections, round) = (known, left.Round + 1);
        }

        while (true)
        {
            var now = Now;
            var routed = await Route(request, now, corrections, deadline);
            if (!routed.Answer.Problems.IsEmpty)
            {
                return new(null, routed.Answer.Problems);
            }

            var draft = Draft(request, now, routed, deadline);
            if (Obstacle(draft, round, deadline) is { } obstacle)
            {
                // What was found before, but for what its owners refused, is more than nothing.
                var best = draft.Options.IsEmpty && draft.StoppedAt is not null && refused is not null
                    ? refused with { Options = refused.Options.RemoveAt(0), StoppedAt = draft.StoppedAt }
                    : draft;
                return await Conclude(best with { NotHeldBecause = obstacle }, origin);
            }

            var reservationId = string.Create(CultureInfo.InvariantCulture, $"{_id}.h{round}");
            await Record(request, new OptionProposed(now, round, reservationId, draft.Options[0], draft.PolicyVersion, draft.AsOf), origin);
            if (await proposals.Hold(draft.Options[0], reservationId, request, deadline, origin) is not { } answer)
            {
                return await Conclude(draft with { NotHeldBecause = NotHeld.OutOfTime, StoppedAt = StoppedStage.Holding }, origin);
            }

            if (Held(answer) is { } held)
            {
                return await Conclude(draft with { ReservationId = held.Id, HeldUntil = held.Until, ValidUntil = held.Until }, origin);
            }

            if (await Learn(corrections, draft.Options[0], answer, deadline) is not { } learnt)
            {
                return await Conclude(
                    draft with { Options = draft.Options.RemoveAt(0), NotHeldBecause = NotHeld.OutOfTime, StoppedAt = StoppedStage.Holding }, origin);
            }

            (corrections, refused, round) = (learnt, draft, round + 1);
        }
    }

    /// <summary>What the owners said of a proposal; null: there was no time to ask them for more than that they refuse it.</summary>
    private async Task<RoutingCorrections?> Learn(
        RoutingCorrections corrections, RoutingOption option, ReservationAnswer answer, RoutingDeadline deadline)
    {
        var learning = proposals.Learn(corrections, option, answer);
        try
        {
            return await learning.WaitAsync(deadline.Left, Services.Clock.Provider);
        }
        catch (TimeoutException) when (!learning.IsCompleted)
        {
            return null;
        }
    }

    /// <summary>An earlier try of this request ended before it was known what became of its proposal.</summary>
    private async Task<((string Id, DateTimeOffset Until)? Held, RoutingCorrections Learnt)> HoldAgain(
        OptionProposed left, PromiseRequest request, RoutingDeadline deadline, Origin origin)
    {
        var answer = await proposals.Hold(left.Option, left.ReservationId, request, deadline, origin)
            ?? throw new RetriableException("There was no time to find out what became of an earlier try.");
        if (answer.IsRepeated)
        {
            // A repetition is answered as at first; what was held then may have ended since.
            answer = await reservations.Read(left.ReservationId);
        }

        return Held(answer) is { } held ? (held, RoutingCorrections.None)
            : (null, answer.Problem == ReservationProblem.None ? RoutingCorrections.None : await proposals.Learn(RoutingCorrections.None, left.Option, answer));
    }

    /// <summary>Why there is nothing to hold, or no time for it; null: the best option can be proposed.</summary>
    private static string? Obstacle(Promise draft, int round, RoutingDeadline deadline) =>
        draft.Options.IsEmpty ? draft.StoppedAt == StoppedStage.Routing ? NotHeld.OutOfTime : NotHeld.NoOption
        : draft.Options[0].Method == FulfilmentMethods.Backorder ? NotHeld.NothingToHold
        : round == 1 ? deadline.IsPast ? NotHeld.OutOfTime : null
        : round > RoundsMax || deadline.Before(HoldingTime).IsPast ? NotHeld.Contended : null;

    /// <summary>Null: it is not held, or not any more.</summary>
    private static (string Id, DateTimeOffset Until)? Held(ReservationAnswer answer) =>
        answer.Reservation is { Status: ReservationStatus.Held, HeldUntil: { } until } held ? (held.ReservationId, until) : null;

    private Promise Made(PromiseRequest request, OptionProposed proposed, (string Id, DateTimeOffset Until) held) => new(
        _id, proposed.At, held.Until, request, proposed.PolicyVersion, proposed.AsOf, [proposed.Option], [], 0, held.Id, held.Until);
}
