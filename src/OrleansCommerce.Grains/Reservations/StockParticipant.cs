using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>So many units of one item.</summary>
internal sealed class StockParticipant(IGrainFactory grains, string reservationId, ReservationLine line) : Participant(reservationId)
{
    private readonly IStockGrain _item = grains.GetGrain<IStockGrain>(line.Item.ToString());

    public override Task<ParticipantAnswer> Hold(ReservationRequest request, long round, Origin origin) =>
        Ask(new Reserve(ReservationId, line.Quantity, request.TtlSeconds, request.CustomerId, OfBasket: true, round, request.FromQueue), origin);

    public override Task<ParticipantAnswer> Prepare(long attempt, Origin origin) => Ask(new Prepare(ReservationId, attempt), origin);

    public override Task<ParticipantAnswer> Confirm(long attempt, Origin origin) =>
        Ask(new Confirm(ReservationId, Decided: true, attempt), origin);

    public override Task<ParticipantAnswer> Release(long round, Origin origin) => Ask(new Release(ReservationId, Decided: true, round), origin);

    public override Task<ParticipantAnswer> Extend(int ttlSeconds, string? extensionId, Origin origin) =>
        Ask(new Extend(ReservationId, ttlSeconds, extensionId), origin);

    public override Task<ParticipantAnswer> Fulfil(Origin origin) => Ask(new Fulfil(ReservationId, FulfilmentId: $"{ReservationId}/all"), origin);

    public override Task Settle() => _item.Settle(ReservationId);

    private async Task<ParticipantAnswer> Ask(StockCommand command, Origin origin)
    {
        var answer = await _item.Execute(command, origin);
        return answer.Refusal switch
        {
            null => new(null, answer.Hold is { } hold ? hold.HeldUntil ?? (command is Reserve ? hold.FirstHeldUntil : null) : null),
            { Code: StockRefusalCode.Pending or StockRefusalCode.NotConfirmed } refusal => new(
                refusal.Code == StockRefusalCode.Pending ? null : ReservationProblem.NotConfirmed, IsUnsettled: true),
            { Code: StockRefusalCode.InsufficientStock } refusal => new(
                ReservationProblem.InsufficientStock, Shortfall: new Shortfall(line.Item, line.Quantity, Math.Max(0, refusal.Available)),
                IsContended: answer.IsContended),
            var refusal => new(SingleLine.ProblemOf(refusal.Code)),
        };
    }
}
