using Orleans;
using OrleansCommerce.Domain.Locations.Capacity;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Locations;

namespace OrleansCommerce.Grains.Reservations;

/// <summary>
/// Pick work in one slot of a location. A basket may have several slots at one location, and each is a hold of its own there, so each has
/// an id of its own (<see cref="HoldIdOf"/>).
/// </summary>
internal sealed class SlotParticipant(IGrainFactory grains, string reservationId, SlotLine line) : Participant(reservationId)
{
    private const char Separator = '/';

    private readonly ICapacityGrain _capacity = grains.GetGrain<ICapacityGrain>(line.LocationId);
    private readonly string _holdId = HoldIdOf(reservationId, line);

    /// <summary>How the location knows the hold. A reservation's id can't hold a slash, so this is nobody's id.</summary>
    public static string HoldIdOf(string reservationId, SlotLine line) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reservationId}{Separator}{line.Slot.Start.ToUnixTimeSeconds()}");

    /// <summary>The reservation that a hold belongs to.</summary>
    public static string ReservationOf(string holdId) => holdId.Split(Separator)[0];

    public override Task<ParticipantAnswer> Hold(ReservationRequest request, long round, Origin origin) =>
        Ask(new HoldSlot(_holdId, line.Slot, line.Quantity, request.TtlSeconds, request.CustomerId, OfBasket: true, round), origin);

    public override Task<ParticipantAnswer> Prepare(long attempt, Origin origin) => Ask(new PrepareSlot(_holdId, attempt), origin);

    public override Task<ParticipantAnswer> Confirm(long attempt, Origin origin) => Ask(new ConfirmSlot(_holdId, Decided: true, attempt), origin);

    public override Task<ParticipantAnswer> Release(long round, Origin origin) => Ask(new ReleaseSlot(_holdId, Decided: true, round), origin);

    public override Task<ParticipantAnswer> Extend(int ttlSeconds, string? extensionId, Origin origin) =>
        Ask(new ExtendSlot(_holdId, ttlSeconds, extensionId is null ? null : $"{_holdId}/{extensionId}"), origin);

    public override Task<ParticipantAnswer> Fulfil(Origin origin) => Ask(new FinishWork(_holdId, FulfilmentId: $"{_holdId}/all"), origin);

    public override Task Settle() => _capacity.Settle(_holdId);

    private async Task<ParticipantAnswer> Ask(CapacityCommand command, Origin origin)
    {
        var answer = await _capacity.Execute(command, origin);
        return answer.Refusal switch
        {
            null => new(null, answer.Hold is { } hold ? hold.HeldUntil ?? (command is HoldSlot ? hold.FirstHeldUntil : null) : null),
            { Code: CapacityRefusalCode.Pending or CapacityRefusalCode.NotConfirmed } refusal => new(
                refusal.Code == CapacityRefusalCode.Pending ? null : ReservationProblem.NotConfirmed, IsUnsettled: true),
            { Code: CapacityRefusalCode.InsufficientCapacity or CapacityRefusalCode.SlotPast or CapacityRefusalCode.InvalidSlot } refusal => new(
                ReservationProblem.InsufficientCapacity, FullSlot: new FullSlot(line.LocationId, line.Slot.Start, line.Slot.End),
                IsContended: answer.IsContended),
            var refusal => new(ProblemOf(refusal.Code)),
        };
    }

    private static ReservationProblem ProblemOf(CapacityRefusalCode code) => code switch
    {
        CapacityRefusalCode.IdReused => ReservationProblem.IdReused,
        CapacityRefusalCode.UnknownReservation => ReservationProblem.Unknown,
        CapacityRefusalCode.NotHeld => ReservationProblem.NotHeld,
        CapacityRefusalCode.QuantityLimit => ReservationProblem.QuantityLimit,
        CapacityRefusalCode.TooManyHolds => ReservationProblem.TooManyHolds,
        _ => throw new InvalidOperationException($"No reservation is refused as {code}."),
    };
}
