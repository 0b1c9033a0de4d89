using Orleans;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;
using OrleansCommerce.Server.Places;

namespace OrleansCommerce.Server.Http.Promises;

/// <summary>Says where, how and when a basket can be had, and holds it.</summary>
public static class PromiseEndpoints
{
    public static void MapPromises(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/promises").WithTags("Promises").RequireAuthorization(Scopes.ReservationsWrite);
        group.MapPost("", Make).WithMetadata(TakesIdempotencyKey.Instance)
            .WithSummary("Where, how and when a basket can be had, the best option first; with hold, that one is held: goods, capacity and slot, or nothing.")
            .WithDescription(
                "The Idempotency-Key header makes a repetition safe: it is answered with the same promise, and nothing is held twice. "
                + "A promise that can't be met is 200 with no options, and says why not of the nearest locations.")
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.InvalidTtl, ProblemKinds.NoLines, ProblemKinds.TooManyLines,
                ProblemKinds.UnknownLocation, ProblemKinds.IdReused);
        group.MapGet("/{promiseId}", Read).WithSummary("A promise as it was made.").Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownPromise);
    }

    private static async Task<Reply<PromiseView>> Make(
        Body<PromiseBody> body, Caller caller, HttpRequest http, PostalCodes places, LocationDirectory locations, IGrainFactory grains)
    {
        if (caller.IsBound)
        {
            return OutOfReach();
        }

        var key = ReservationNames.Key(http);
        if (PromiseRules.Read(body.Value, places, out var problem) is not { } request)
        {
            return problem!;
        }

        if (request.LocationId is { } chosen && await locations.Find(chosen) is null)
        {
            return Problem.OfField(ProblemKinds.UnknownLocation, "locationId", ProblemKinds.UnknownLocation.Meaning);
        }

        var id = ReservationNames.OfKind('p', caller.Origin.Actor, key);
        var answer = await grains.GetGrain<IPromiseGrain>(id).Make(request, caller.Origin);
        return answer switch
        {
            { Promise: { } promise } => PromiseView.Of(promise),
            { IsIdReused: true } => Problem.Of(ProblemKinds.IdReused),
            _ => Wrong(answer),
        };
    }

    private static async Task<Reply<PromiseView>> Read(string promiseId, Caller caller, IGrainFactory grains) =>
        caller.IsBound ? OutOfReach()
        : await grains.GetGrain<IPromiseGrain>(promiseId).Read() is { } promise ? PromiseView.Of(promise)
        : Problem.Of(ProblemKinds.UnknownPromise);

    private static Problem Wrong(PromiseAnswer answer)
    {
        var errors = new FieldErrors();
        foreach (var (field, message) in answer.Problems)
        {
            errors.Add(field.EndsWith(".sku", StringComparison.Ordinal) ? ProblemKinds.UnknownSku : ProblemKinds.Malformed, field, message);
        }

        return errors.ToProblem()!;
    }

    /// <summary>A promise looks at every location, and may hold goods in any.</summary>
    private static Problem OutOfReach() => Problem.Of(ProblemKinds.Forbidden, "The token is bound to some locations; a promise looks at all of them.");
}
