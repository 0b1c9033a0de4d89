using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// What a coordinator asks of the participants of its basket, in parallel. Each request may be repeated: a step that is done is done.
/// </summary>
/// <param name="giveUp">
/// Called with the number of a try that has failed, before its holds are taken back. Where somebody else may be at the same basket, it
/// records that, so that nobody opens the basket over holds that are about to go; where that cannot be recorded, they stay.
/// </param>
internal sealed class BasketLines(IGrainFactory grains, string reservationId, EngineClock clock, Func<long, Task> giveUp)
{
    /// <summary>How long a basket waits for others that may take their tries back, before it is refused.</summary>
    private static readonly TimeSpan ContentionPatience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ContentionPauseMax = TimeSpan.FromMilliseconds(20);

    private long _round;

    /// <summary>
    /// Holds every line, or none. All at once at first; if that failed only for holds that other baskets may take back, once more, one
    /// line after the other in key order, waiting a little at each. Who waits holds only lines before the one it waits for, so two
    /// baskets never wait for each other.
    /// </summary>
    /// <param name="settled">Tries up to this one are known to have failed; 0 for none. What is left of them is cleared away first.</param>
    public async Task<HeldLines> Hold(ReservationRequest request, long settled, Origin origin)
    {
        _round = Math.Max(_round, settled);
        if (settled > 0)
        {
            // Its taking back may still be on its way. Holding anew over what is left of it would write nothing that could stop it.
            await TakeBack(request.Lines, settled, origin);
        }

        var held = await Try(request, request.Lines, origin, inOrder: false);
        if (held.Problem == ReservationProblem.InsufficientStock && held.IsContended)
        {
            held = await Try(request, request.Lines, origin, inOrder: true);
        }

        return held;
    }

    public async Task<bool> Prepare(ImmutableArray<ReservationLine> lines, long attempt, Origin origin)
    {
        var answers = await Ask(lines, new Prepare(reservationId, attempt), origin);
        return answers.All(answer => answer.Refusal is null);
    }

    public Task Confirm(ImmutableArray<ReservationLine> lines, long attempt, Origin origin) =>
        Ask(lines, new Confirm(reservationId, Decided: true, attempt), origin);

    public Task Release(ImmutableArray<ReservationLine> lines, Origin origin) =>
        Ask(lines, new Release(reservationId, Decided: true), origin);

    /// <summary>Takes one try back, and those before it.</summary>
    private Task TakeBack(ImmutableArray<ReservationLine> lines, long round, Origin origin) =>
        Ask(lines, new Release(reservationId, Decided: true, round), origin);

    /// <summary>Until when every line is held now, or null: one of them is past its time.</summary>
    public async Task<DateTimeOffset?> Extend(ImmutableArray<ReservationLine> lines, int ttlSeconds, string? extensionId, Origin origin)
    {
        var lineExtensionId = extensionId is null ? null : $"{reservationId}/{extensionId}";
        var answers = await Ask(lines, new Extend(reservationId, ttlSeconds, lineExtensionId), origin);
        return answers.All(answer => answer.Refusal is null) ? answers.Min(answer => answer.Hold!.HeldUntil) : null;
    }

    public async Task Fulfil(ImmutableArray<ReservationLine> lines, long attempt, Origin origin)
    {
        var fulfil = new Fulfil(reservationId, FulfilmentId: $"{reservationId}/all");
        var answers = await Ask(lines, fulfil, origin);
        if (answers.Any(answer => answer.Refusal is { Code: StockRefusalCode.Pending or StockRefusalCode.NotConfirmed }))
        {
            // The basket is confirmed, but a crash kept some of its lines from hearing so.
            await Confirm(lines, attempt, origin);
            answers = await Ask(lines, fulfil, origin);
        }

        if (answers.FirstOrDefault(answer => answer.Refusal is not null)?.Refusal is { } refusal)
        {
            throw new RetriableException($"A line of {reservationId} could not be fulfilled: {refusal.Code}.");
        }
    }

    public Task Settle(ImmutableArray<ReservationLine> lines) => Task.WhenAll(lines.Select(line => Item(line).Settle(reservationId)));

    private async Task<HeldLines> Try(ReservationRequest request, ImmutableArray<ReservationLine> lines, Origin origin, bool inOrder)
    {
        _round = Math.Max(_round + 1, clock.Now.UtcTicks);
        var answers = new List<StockAnswer>(lines.Length);
        try
        {
            if (inOrder)
            {
                foreach (var line in lines)
                {
                    answers.Add(await HoldPatiently(request, line, origin));
                    if (answers[^1].Refusal is not null)
                    {
                        break;
                    }
                }
            }
            else
            {
                answers.AddRange(await Task.WhenAll(lines.Select(line => Hold(request, line, origin))));
            }
        }
        catch (RetriableException)
        {
            await giveUp(_round);
            await TakeBack(lines, _round, origin);
            throw;
        }

        var held = HeldLines.From(lines, answers);
        if (held.Problem != ReservationProblem.None)
        {
            await giveUp(_round);
            await TakeBack(lines, _round, origin);
        }

        return held;
    }

    private async Task<StockAnswer> HoldPatiently(ReservationRequest request, ReservationLine line, Origin origin)
    {
        var start = clock.Provider.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < ContentionPauseMax ? pause * 2 : ContentionPauseMax)
        {
            var answer = await Hold(request, line, origin);
            if (!answer.IsContended || clock.Provider.GetElapsedTime(start) > ContentionPatience)
            {
                return answer;
            }

            await Task.Delay(pause, clock.Provider);
        }
    }

    private Task<StockAnswer> Hold(ReservationRequest request, ReservationLine line, Origin origin) => Item(line).Execute(
        new Reserve(reservationId, line.Quantity, request.TtlSeconds, request.CustomerId, OfBasket: true, _round), origin);

    private Task<StockAnswer[]> Ask(ImmutableArray<ReservationLine> lines, StockCommand command, Origin origin) =>
        Task.WhenAll(lines.Select(line => Item(line).Execute(command, origin)));

    private IStockGrain Item(ReservationLine line) => grains.GetGrain<IStockGrain>(line.Item.ToString());
}
