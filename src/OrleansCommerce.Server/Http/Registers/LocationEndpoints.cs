using Orleans;
using OrleansCommerce.Grains.Locations;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Registers;

/// <summary>The register of locations.</summary>
public static class LocationEndpoints
{
    public static void MapLocations(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/locations").WithTags("Locations");
        group.MapPut("/{locationId}", Describe).WithSummary("Describe a location; what was said of it before no longer holds.")
            .RequireAuthorization(Scopes.StockWrite).Produces<LocationView>(StatusCodes.Status201Created).Refuses(ProblemKinds.InvalidId);
        group.MapGet("/{locationId}", Read).WithSummary("One location.")
            .RequireAuthorization(Scopes.StockRead).Refuses(ProblemKinds.InvalidId, ProblemKinds.UnknownLocation);
        group.MapGet("", List).WithSummary("All locations, in the order of their ids.").RequireAuthorization(Scopes.StockRead).Refuses();
    }

    private static async Task<Reply<LocationView>> Describe(
        string locationId, Body<LocationBody> body, Caller caller, IGrainFactory grains, LocationDirectory directory)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        if (LocationRules.Read(body.Value, out var problem) is not { } location)
        {
            return problem!;
        }

        var isNew = await grains.GetGrain<ILocationGrain>(locationId).Describe(location, caller.Origin);
        directory.Forget(locationId);
        var view = LocationView.Of(locationId, location);
        return isNew ? Reply<LocationView>.Created(view, $"/v1/locations/{locationId}") : view;
    }

    private static async Task<Reply<LocationView>> Read(string locationId, IGrainFactory grains) =>
        await grains.GetGrain<ILocationGrain>(locationId).Read() is { } location
            ? LocationView.Of(locationId, location)
            : Problem.Of(ProblemKinds.UnknownLocation);

    private static async Task<Reply<LocationPage>> List(string? limit, string? after, IJournal journal, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(limit, after, errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        const string prefix = LocationGrain.JournalPrefix;
        var names = await journal.ListStreams(prefix, paging.After is null ? null : prefix + paging.After, paging.Limit + 1);
        var ids = names.Take(paging.Limit).Select(name => name[prefix.Length..]).ToList();
        var read = await Task.WhenAll(ids.Select(id => grains.GetGrain<ILocationGrain>(id).Read()));
        return new LocationPage(
            [.. ids.Zip(read).Where(pair => pair.Second is not null).Select(pair => LocationView.Of(pair.First, pair.Second!))],
            names.Count > paging.Limit ? ids[^1] : null);
    }
}
