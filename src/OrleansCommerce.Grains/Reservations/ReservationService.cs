using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// The door to reservations: one line goes straight to its stock item and costs one append, several go to a coordinator. Whoever
/// comes later with the id alone need not know which it was.
/// </summary>
public sealed class ReservationService(IGrainFactory grains, ReservationAddresses addresses)
{
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same request again.</exception>
    public async Task<ReservationAnswer> Reserve(ReservationRequest request, Origin origin)
    {
        // A slot is a participant, too, so one line with a slot is a basket.
        if (request.Lines is not [var line] || !request.Slots.IsDefaultOrEmpty)
        {
            return Remember(request.ReservationId, new(null), await Coordinator(request.ReservationId).Open(request, origin));
        }

        var reserve = new Reserve(request.ReservationId, line.Quantity, request.TtlSeconds, request.CustomerId, OfBasket: false, FromQueue: request.FromQueue);
        var answer = await Item(line.Item).Execute(reserve, origin);
        return Remember(request.ReservationId, new(line.Item), answer.Refusal is { Code: StockRefusalCode.InsufficientStock } refusal
            ? ReservationAnswer.Refused(
                ReservationProblem.InsufficientStock, new Shortfall(line.Item, line.Quantity, Math.Max(0, refusal.Available)))
            : SingleLine.Answer(line.Item, answer));
    }

    public async Task<ReservationAnswer> Read(string reservationId) => await Locate(reservationId) switch
    {
        null => ReservationAnswer.Refused(ReservationProblem.Unknown),
        { Item: { } item } => await Item(item).FindReservation(reservationId) is { } hold
            ? new ReservationAnswer(SingleLine.Figures(item, hold))
            : ReservationAnswer.Refused(ReservationProblem.Unknown),
        _ => await Coordinator(reservationId).Read(),
    };

    /// <param name="orderId">The order that takes it for itself; null for none. From then on nobody but that order ends it.</param>
    public Task<ReservationAnswer> Confirm(string reservationId, Origin origin, string? orderId = null) =>
        Step(reservationId, new Confirm(reservationId, OrderId: orderId), origin, basket => basket.Confirm(orderId, origin));

    /// <param name="orderId">The order that it is confirmed for, or null.</param>
    public Task<ReservationAnswer> Release(string reservationId, Origin origin, string? orderId = null) =>
        Step(reservationId, new Release(reservationId, OrderId: orderId), origin, basket => basket.Release(orderId, origin));

    /// <param name="extensionId">The caller's key for this extension, so that a retry does not extend twice; null for none.</param>
    public Task<ReservationAnswer> Extend(string reservationId, int ttlSeconds, string? extensionId, Origin origin)
    {
        var lineExtensionId = extensionId is null ? null : $"{reservationId}/{extensionId}";
        return Step(
            reservationId, new Extend(reservationId, ttlSeconds, lineExtensionId), origin,
            basket => basket.Extend(ttlSeconds, extensionId, origin));
    }

    public Task<ReservationAnswer> Fulfil(string reservationId, Origin origin) =>
        Step(reservationId, new Fulfil(reservationId), origin, basket => basket.Fulfil(origin));

    private async Task<ReservationAnswer> Step(
        string reservationId, StockCommand command, Origin origin, Func<IReservationGrain, Task<ReservationAnswer>> basketStep) =>
        await Locate(reservationId) switch
        {
            null => ReservationAnswer.Refused(ReservationProblem.Unknown),
            { Item: { } item } => SingleLine.Answer(item, await Item(item).Execute(command, origin)),
            _ => await basketStep(Coordinator(reservationId)),
        };

    private async Task<ReservationAddress?> Locate(string reservationId)
    {
        if (ReservationAddress.Hint(reservationId) is { } hinted && await Item(hinted).FindReservation(reservationId) is { OfBasket: false })
        {
            return new(hinted);
        }

        return await addresses.Find(reservationId);
    }

    private ReservationAnswer Remember(string reservationId, ReservationAddress address, ReservationAnswer answer)
    {
        if (answer.Problem == ReservationProblem.None)
        {
            addresses.Remember(reservationId, address);
        }

        return answer;
    }

    private IStockGrain Item(StockKey key) => grains.GetGrain<IStockGrain>(key.ToString());

    private IReservationGrain Coordinator(string reservationId) => grains.GetGrain<IReservationGrain>(reservationId);
}
