using System.Security.Cryptography;
using Orleans;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Supply.Transfers;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>
/// Goods on their way between locations. Staff who are bound to a location plan, ship and cancel what leaves it, and receive what comes.
/// </summary>
public static class TransferEndpoints
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int NonceLength = 16;

    public static void MapTransfers(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/transfers").WithTags("Transfers");
        group.MapPost("", Plan).WithMetadata(TakesIdempotencyKey.Instance).WithSummary("Hold every line where it is, or none, until it is shipped.").RequireAuthorization(Scopes.StockWrite)
            .Produces<TransferView>(StatusCodes.Status201Created)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.NoLines, ProblemKinds.TooManyLines,
                ProblemKinds.InsufficientStock, ProblemKinds.TooManyHolds, ProblemKinds.IdReused);
        group.MapGet("", List).WithSummary("Transfers in the order of their ids; location= and state= leave the others out.")
            .RequireAuthorization(Scopes.StockRead).Refuses();
        group.MapGet("/{transferId}", Read).WithSummary("One transfer, and what of it is on no shelf.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownTransfer);
        group.MapPost("/{transferId}/ship", Ship).WithSummary("The goods leave, and are expected where they go.")
            .RequireAuthorization(Scopes.StockWrite).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownTransfer, ProblemKinds.WrongState);
        group.MapPost("/{transferId}/receive", Receive)
            .WithSummary("The goods have come: all of them or, with lines, so many; what is missing was lost on the way.")
            .RequireAuthorization(Scopes.StockWrite)
            .Refuses(
                ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.UnknownTransfer, ProblemKinds.WrongState,
                ProblemKinds.MoreThanShipped);
        group.MapPost("/{transferId}/cancel", Cancel).WithSummary("The goods stay, and are held no longer. Twice is once.")
            .RequireAuthorization(Scopes.StockWrite).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownTransfer, ProblemKinds.WrongState);
    }

    private static async Task<Reply<TransferView>> Plan(
        Body<TransferBody> body, Caller caller, HttpRequest http, EngineClock clock, IGrainFactory grains)
    {
        if (TransferRules.Read(body.Value, clock.Now, out var problem) is not { } request)
        {
            return problem!;
        }

        if (!caller.MayReach(request.From))
        {
            return Caller.OutOfReach(request.From);
        }

        var id = body.Value.TransferId ?? (ReservationNames.Key(http) is { } key
            ? ReservationNames.Derive(caller.Origin.Actor, $"transfer/{key}")
            : $"t-{RandomNumberGenerator.GetString(Base32, NonceLength)}");
        var answer = await grains.GetGrain<ITransferGrain>(id).Plan(request, caller.Origin);
        return answer.Transfer is not { } transfer ? TransferProblems.Of(answer)
            : answer.IsRepeated ? TransferView.Of(transfer)
            : Reply<TransferView>.Created(TransferView.Of(transfer), $"/v1/transfers/{id}");
    }

    private static async Task<Reply<TransferView>> Read(string transferId, Caller caller, IGrainFactory grains)
    {
        var answer = await grains.GetGrain<ITransferGrain>(transferId).Read();
        return answer.Transfer is not { } transfer ? TransferProblems.Of(answer)
            : caller.MayReach(transfer.From) || caller.MayReach(transfer.To) ? TransferView.Of(transfer)
            : Caller.OutOfReach(transfer.From);
    }

    private static async Task<Reply<TransferPage>> List(
        string? location, string? state, string? limit, string? after, Caller caller, IJournal journal, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(limit, after, errors);
        errors.CheckOptionalId("location", location);
        if (state is not (null or "planned" or "shipped" or "received" or "cancelled"))
        {
            errors.Add(ProblemKinds.Malformed, "state", "One of planned, shipped, received, cancelled.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        const string prefix = TransferGrain.JournalPrefix;
        var names = await journal.ListStreams(prefix, paging.After is null ? null : prefix + paging.After, paging.Limit + 1);
        var ids = names.Take(paging.Limit).Select(name => name[prefix.Length..]).ToList();
        var read = await Task.WhenAll(ids.Select(id => grains.GetGrain<ITransferGrain>(id).Read()));
        var views = read.Select(answer => answer.Transfer).OfType<TransferFigures>()
            .Where(transfer => caller.MayReach(transfer.From) || caller.MayReach(transfer.To))
            .Where(transfer => location is null || transfer.From == location || transfer.To == location)
            .Select(TransferView.Of)
            .Where(view => state is null || view.State == state);
        return new TransferPage([.. views], names.Count > paging.Limit ? ids[^1] : null);
    }

    private static Task<Reply<TransferView>> Ship(string transferId, Caller caller, IGrainFactory grains) =>
        Step(transferId, caller, grains, transfer => transfer.From, transfer => transfer.Ship(caller.Origin));

    private static Task<Reply<TransferView>> Cancel(string transferId, Caller caller, IGrainFactory grains) =>
        Step(transferId, caller, grains, transfer => transfer.From, transfer => transfer.Cancel(caller.Origin));

    private static async Task<Reply<TransferView>> Receive(
        string transferId, OptionalBody<TransferReceiptBody> body, Caller caller, IGrainFactory grains)
    {
        var lines = TransferRules.Read(body.Value, out var problem);
        return problem is not null
            ? problem
            : await Step(transferId, caller, grains, transfer => transfer.To, transfer => transfer.Receive(lines, caller.Origin));
    }

    /// <summary>Staff of one location must not do what another one does; everybody else needs no look at it first.</summary>
    private static async Task<Reply<TransferView>> Step(
        string transferId, Caller caller, IGrainFactory grains, Func<TransferFigures, string> where, Func<ITransferGrain, Task<TransferAnswer>> step)
    {
        var grain = grains.GetGrain<ITransferGrain>(transferId);
        if (caller.IsBound && (await grain.Read()).Transfer is { } before && !caller.MayReach(where(before)))
        {
            return Caller.OutOfReach(where(before));
        }

        var answer = await step(grain);
        return answer.Transfer is { } transfer ? TransferView.Of(transfer) : TransferProblems.Of(answer);
    }
}
