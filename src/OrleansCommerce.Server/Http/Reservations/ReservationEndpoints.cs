using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Reservations;

/// <summary>Holds stock for shoppers.</summary>
public static class ReservationEndpoints
{
    public static void MapReservations(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/reservations").WithTags("Reservations").RequireAuthorization(Scopes.ReservationsWrite);
        group.MapPost("", Create).WithMetadata(TakesIdempotencyKey.Instance).WithSummary("Hold every line, or none.").Produces<ReservationView>(StatusCodes.Status201Created)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.InvalidTtl, ProblemKinds.NoLines, ProblemKinds.TooManyLines,
                ProblemKinds.InsufficientStock, ProblemKinds.TooManyHolds, ProblemKinds.IdReused);
        group.MapGet("/{reservationId}", Read).WithSummary("One reservation, alive or ended.").Refuses(ProblemKinds.UnknownReservation);
        group.MapPost("/{reservationId}/confirm", Confirm).WithSummary("From now on it does not expire.")
            .Refuses(ProblemKinds.UnknownReservation, ProblemKinds.ReservationNotHeld);
        group.MapPost("/{reservationId}/release", Release).WithSummary("Give the units back. Twice is once.")
            .Refuses(ProblemKinds.UnknownReservation, ProblemKinds.ReservationNotHeld);
        group.MapPost("/{reservationId}/fulfil", Fulfil).WithSummary("The goods leave.")
            .Refuses(ProblemKinds.UnknownReservation, ProblemKinds.ReservationNotHeld, ProblemKinds.ReservationNotConfirmed);
        group.MapPost("/{reservationId}/extend", Extend).WithMetadata(TakesIdempotencyKey.Instance).WithSummary("Hold for so many seconds from now, never shorter than before.")
            .Refuses(ProblemKinds.UnknownReservation, ProblemKinds.ReservationNotHeld, ProblemKinds.InvalidTtl, ProblemKinds.IdReused);
    }

    private static async Task<Reply<ReservationView>> Create(
        Body<ReservationBody> body, Caller caller, HttpRequest http, ReservationService reservations)
    {
        if (ReservationRules.Read(body.Value, out var ttlSeconds, out var problem) is not { } lines)
        {
            return problem!;
        }

        foreach (var line in lines)
        {
            if (!caller.MayReach(line.Item.LocationId))
            {
                return Caller.OutOfReach(line.Item.LocationId);
            }
        }

        var id = body.Value.ReservationId
            ?? (ReservationNames.Key(http) is { } key ? ReservationNames.Derive(caller.Origin.Actor, key) : ReservationNames.Make(lines));
        var answer = await reservations.Reserve(new ReservationRequest(id, lines, ttlSeconds, body.Value.CustomerId), caller.Origin);
        if (answer.Reservation is not { } reservation)
        {
            return ReservationProblems.Of(answer);
        }

        var view = ReservationView.Of(reservation);
        return answer.IsRepeated ? view : Reply<ReservationView>.Created(view, $"/v1/reservations/{id}");
    }

    private static async Task<Reply<ReservationView>> Read(string reservationId, Caller caller, ReservationService reservations) =>
        Answer(await reservations.Read(reservationId), caller);

    private static Task<Reply<ReservationView>> Confirm(string reservationId, Caller caller, ReservationService reservations) =>
        Step(reservationId, caller, reservations, () => reservations.Confirm(reservationId, caller.Origin));

    private static Task<Reply<ReservationView>> Release(string reservationId, Caller caller, ReservationService reservations) =>
        Step(reservationId, caller, reservations, () => reservations.Release(reservationId, caller.Origin));

    private static Task<Reply<ReservationView>> Fulfil(string reservationId, Caller caller, ReservationService reservations) =>
        Step(reservationId, caller, reservations, () => reservations.Fulfil(reservationId, caller.Origin));

    private static async Task<Reply<ReservationView>> Extend(
        string reservationId, Body<ExtensionBody> body, Caller caller, HttpRequest http, ReservationService reservations)
    {
        var errors = new FieldErrors();
        var ttlSeconds = ReservationRules.ReadTtl(body.Value.TtlSeconds, errors);
        var key = ReservationNames.Key(http);
        return errors.ToProblem() is { } problem
            ? problem
            : await Step(reservationId, caller, reservations, () => reservations.Extend(reservationId, ttlSeconds, key, caller.Origin));
    }

    /// <summary>Staff of one location must not touch what another one holds; everybody else needs no look at it first.</summary>
    private static async Task<Reply<ReservationView>> Step(
        string reservationId, Caller caller, ReservationService reservations, Func<Task<ReservationAnswer>> step)
    {
        if (caller.IsBound && await reservations.Read(reservationId) is { Reservation: { } before } && OutOfReach(before, caller) is { } problem)
        {
            return problem;
        }

        return Answer(await step(), caller);
    }

    private static Reply<ReservationView> Answer(ReservationAnswer answer, Caller caller) =>
        answer.Reservation is not { } reservation ? ReservationProblems.Of(answer)
        : OutOfReach(reservation, caller) is { } problem ? problem
        : ReservationView.Of(reservation);

    private static Problem? OutOfReach(ReservationFigures reservation, Caller caller)
    {
        foreach (var line in reservation.Lines)
        {
            if (!caller.MayReach(line.Item.LocationId))
            {
                return Caller.OutOfReach(line.Item.LocationId);
            }
        }

        return null;
    }
}
