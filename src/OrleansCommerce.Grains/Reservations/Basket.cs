using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// What a coordinator asks of the participants of its basket, in parallel. Each request may be repeated: a step that is done is done.
/// </summary>
/// <param name="giveUp">
/// Called with the number of a try that has failed, before its holds are taken back. Where somebody else may be at the same basket, it
/// records that, so that nobody opens the basket over holds that are about to go; where that cannot be recorded, they stay.
/// </param>
internal sealed class Basket(IGrainFactory grains, string reservationId, EngineClock clock, Func<long, Task> giveUp)
{
    /// <summary>How long a basket waits for others that may take their tries back, over all its parts, before it is refused.</summary>
    private static readonly TimeSpan ContentionPatience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ContentionPauseMax = TimeSpan.FromMilliseconds(20);

    private long _round;

    /// <summary>Items in key order, then slots by location and time: the order in which a contended basket takes them.</summary>
    public ImmutableArray<Participant> Of(ImmutableArray<ReservationLine> lines, ImmutableArray<SlotLine> slots) =>
    [
        .. lines.Select(line => new StockParticipant(grains, reservationId, line)),
        .. (slots.IsDefault ? [] : slots).Select(slot => new SlotParticipant(grains, reservationId, slot)),
    ];

    /// <summary>
    /// Holds every part, or none. All at once at first; if that failed only for holds that other baskets may take back, once more, one
    /// part after the other in their order, waiting a little at each. Who waits holds only parts before the one it waits for, so two
    /// baskets never wait for each other.
    /// </summary>
    /// <param name="settled">Tries up to this one are known to have failed; 0 for none. What is left of them is cleared away first.</param>
    public async Task<HeldBasket> Hold(ReservationRequest request, long settled, Origin origin)
    {
        var parts = Of(request.Lines, request.Slots);
        _round = Math.Max(_round, settled);
        if (settled > 0)
        {
            // Its taking back may still be on its way. Holding anew over what is left of it would write nothing that could stop it.
            await TakeBack(parts, settled, origin);
        }

        var held = await Try(request, parts, origin, inOrder: false);
        if (held.IsContended)
        {
            held = await Try(request, parts, origin, inOrder: true);
        }

        return held;
    }

    public static async Task<bool> Prepare(ImmutableArray<Participant> parts, long attempt, Origin origin)
    {
        var answers = await Task.WhenAll(parts.Select(part => part.Prepare(attempt, origin)));
        return answers.All(answer => answer.IsDone);
    }

    public static Task Confirm(ImmutableArray<Participant> parts, long attempt, Origin origin) =>
        Task.WhenAll(parts.Select(part => part.Confirm(attempt, origin)));

    public static Task Release(ImmutableArray<Participant> parts, Origin origin) => TakeBack(parts, long.MaxValue, origin);

    /// <summary>Until when every part is held now, or null: one of them is past its time.</summary>
    public async Task<DateTimeOffset?> Extend(ImmutableArray<Participant> parts, int ttlSeconds, string? extensionId, Origin origin)
    {
        var partExtensionId = extensionId is null ? null : $"{reservationId}/{extensionId}";
        var answers = await Task.WhenAll(parts.Select(part => part.Extend(ttlSeconds, partExtensionId, origin)));
        return answers.All(answer => answer.IsDone) ? answers.Min(answer => answer.HeldUntil) : null;
    }

    public async Task Fulfil(ImmutableArray<Participant> parts, long attempt, Origin origin)
    {
        var answers = await Task.WhenAll(parts.Select(part => part.Fulfil(origin)));
        if (answers.Any(answer => answer.IsUnsettled))
        {
            // The basket is confirmed, but a crash kept some of its parts from hearing so.
            await Confirm(parts, attempt, origin);
            answers = await Task.WhenAll(parts.Select(part => part.Fulfil(origin)));
        }

        if (answers.Any(answer => !answer.IsDone))
        {
            throw new RetriableException($"A part of {reservationId} could not be fulfilled.");
        }
    }

    public static Task Settle(ImmutableArray<Participant> parts) => Task.WhenAll(parts.Select(part => part.Settle()));

    /// <summary>Takes one try back, and those before it.</summary>
    private static Task TakeBack(ImmutableArray<Participant> parts, long round, Origin origin) =>
        Task.WhenAll(parts.Select(part => part.Release(round, origin)));

    private async Task<HeldBasket> Try(ReservationRequest request, ImmutableArray<Participant> parts, Origin origin, bool inOrder)
    {
        _round = Math.Max(_round + 1, clock.NextMark());
        var answers = new List<ParticipantAnswer>(parts.Length);
        try
        {
            if (inOrder)
            {
                var start = clock.Provider.GetTimestamp();
                foreach (var part in parts)
                {
                    answers.Add(await HoldPatiently(request, part, start, origin));
                    if (!answers[^1].IsDone)
                    {
                        break;
                    }
                }
            }
            else
            {
                answers.AddRange(await Task.WhenAll(parts.Select(part => part.Hold(request, _round, origin))));
            }
        }
        catch (RetriableException)
        {
            await giveUp(_round);
            await TakeBack(parts, _round, origin);
            throw;
        }

        var held = HeldBasket.From(answers);
        if (held.Problem != ReservationProblem.None)
        {
            await giveUp(_round);
            await TakeBack(parts, _round, origin);
        }

        return held;
    }

    private async Task<ParticipantAnswer> HoldPatiently(ReservationRequest request, Participant part, long start, Origin origin)
    {
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < ContentionPauseMax ? pause * 2 : ContentionPauseMax)
        {
            var answer = await part.Hold(request, _round, origin);
            if (!answer.IsContended || clock.Provider.GetElapsedTime(start) > ContentionPatience)
            {
                return answer;
            }

            await Task.Delay(pause, clock.Provider);
        }
    }
}
