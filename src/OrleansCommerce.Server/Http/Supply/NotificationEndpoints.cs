using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Grains.Supply.Demand;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>Customers who want to be told once when a SKU is there again.</summary>
public static class NotificationEndpoints
{
    public static void MapNotifications(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/stock/{sku}/notifications").WithTags("Notifications");
        group.MapPost("", Subscribe).RequireAuthorization(Scopes.CustomersWrite).Produces<NotificationView>(StatusCodes.Status201Created)
            .WithSummary("Tell the customer once when there is some again where there was none: at the location, or anywhere.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.LimitReached);
        group.MapGet("", List).RequireAuthorization(Scopes.CustomersRead).WithSummary("Who waits to be told.").Refuses(ProblemKinds.InvalidId);
        group.MapDelete("/{customerId}", Unsubscribe).RequireAuthorization(Scopes.CustomersWrite)
            .WithSummary("Do not tell the customer: of the location with locationId=, of anywhere without. Twice is once.")
            .Refuses(ProblemKinds.InvalidId);
    }

    private static async Task<Reply<NotificationView>> Subscribe(string sku, Body<NotificationBody> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        errors.CheckId("customerId", body.Value.CustomerId);
        errors.CheckOptionalId("locationId", body.Value.LocationId);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var (customerId, locationId) = (body.Value.CustomerId!, body.Value.LocationId);
        if (locationId is not null && !caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var answer = await grains.GetGrain<IDemandGrain>(sku).Subscribe(customerId, locationId, caller.Origin);
        var view = new NotificationView(sku, customerId, locationId);
        return answer.IsTooMany ? Problem.Of(ProblemKinds.LimitReached, "At most 100,000 wait to be told of one SKU.")
            : answer.IsRepeated ? view
            : Reply<NotificationView>.Created(view, $"/v1/stock/{sku}/notifications");
    }

    private static async Task<Reply<NotificationView>> Unsubscribe(
        string sku, string customerId, string? locationId, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalId("locationId", locationId);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (locationId is not null && !caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        await grains.GetGrain<IDemandGrain>(sku).Unsubscribe(customerId, locationId, caller.Origin);
        return new NotificationView(sku, customerId, locationId);
    }

    private static async Task<Reply<NotificationPage>> List(string sku, string? limit, string? after, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var cursor = ReadCursor(after, errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var found = await grains.GetGrain<IDemandGrain>(sku).Subscriptions(cursor, count + 1);
        return new NotificationPage(
            [.. found.Take(count).Where(s => s.LocationId is null || caller.MayReach(s.LocationId)).Select(s => new NotificationView(sku, s.CustomerId, s.LocationId))],
            found.Length > count ? $"{found[count - 1].LocationId}@{found[count - 1].CustomerId}" : null);
    }

    /// <summary>A cursor is the location, which may be empty, and the customer that the page before ended with.</summary>
    private static SubscriptionFigures? ReadCursor(string? after, FieldErrors errors)
    {
        if (after is null)
        {
            return null;
        }

        if (after.Split('@') is [var locationId, var customerId] && Identifier.IsValid(customerId)
            && (locationId.Length == 0 || Identifier.IsValid(locationId)))
        {
            return new SubscriptionFigures(customerId, locationId.Length == 0 ? null : locationId);
        }

        errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        return null;
    }
}

/// <summary>Who wants to be told, and of which location; of any where it is left out.</summary>
public sealed record NotificationBody(string? CustomerId, string? LocationId);

/// <summary>A customer who waits to be told.</summary>
public sealed record NotificationView(string Sku, string CustomerId, string? LocationId);

/// <summary>A page of those who wait.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record NotificationPage(ImmutableArray<NotificationView> Items, string? Next);
