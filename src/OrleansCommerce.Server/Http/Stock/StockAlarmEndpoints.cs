using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Hosting;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Stock;

/// <summary>What somebody has to look after: where more is held than there is, and what nobody fulfils.</summary>
public static class StockAlarmEndpoints
{
    private const int HoursMax = 24 * 3_650;

    public static void MapStockAlarms(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/stock-deficits", Deficits).WithTags("Operations").RequireAuthorization(Scopes.StockRead)
            .WithSummary("Items of which more is held than there is, by location and SKU; locationId= leaves others out.").Refuses(ProblemKinds.InvalidId);
        v1.MapGet("/aged-holds", Aged).WithTags("Operations").RequireAuthorization(Scopes.StockRead)
            .WithSummary("Confirmed holds that nobody has fulfilled for olderThanHours= (the alarm's, where it is left out), the oldest first.")
            .Refuses();
    }

    private static async Task<Reply<StockPage>> Deficits(
        string? locationId, string? limit, string? after, Caller caller, StockViewWriter view, EngineClock clock)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var cursor = Parts(after, 2, errors);
        if (locationId is not null && !Domain.Identifier.IsValid(locationId))
        {
            errors.Add(ProblemKinds.InvalidId, "locationId", "Not an id.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (caller.IsBound && (locationId is null || !caller.MayReach(locationId)))
        {
            return Caller.OutOfReach(locationId ?? "all of them");
        }

        var now = clock.Now;
        var rows = await view.Short(locationId, cursor is [var location, var sku] ? (location, sku) : null, count + 1);
        return new StockPage(
            null, locationId, [.. rows.Take(count).Select(row => StockItemView.Of(row, now))],
            rows.Count > count ? $"{rows[count - 1].LocationId}/{rows[count - 1].Sku}" : null, now);
    }

    private static async Task<Reply<AgedHoldPage>> Aged(
        string? olderThanHours, string? limit, string? after, Caller caller, AgedHolds holds, AgedHoldAlarm alarm, EngineClock clock)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var age = Age(olderThanHours, alarm.After, errors);
        var cursor = Cursor(Parts(after, 4, errors), errors);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (caller.IsBound)
        {
            return Caller.OutOfReach("all of them");
        }

        var now = clock.Now;
        var page = await holds.Page(now - age, cursor, count + 1);
        return new AgedHoldPage(
            [.. page.Take(count).Select(hold => AgedHoldView.Of(hold, now))], page.Length > count ? CursorOf(page[count - 1]) : null, now);
    }

    private static TimeSpan Age(string? hours, TimeSpan otherwise, FieldErrors errors)
    {
        if (hours is null)
        {
            return otherwise;
        }

        if (double.TryParse(hours, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is >= 0 and <= HoursMax)
        {
            return TimeSpan.FromHours(n);
        }

        errors.Add(ProblemKinds.Malformed, "olderThanHours", $"A number from 0 to {HoursMax}.");
        return otherwise;
    }

    /// <summary>No id has a slash but the last part of a cursor, which may be the id of a transfer's hold.</summary>
    private static string[]? Parts(string? after, int count, FieldErrors errors)
    {
        var parts = after?.Split('/', count);
        if (parts is not null && (parts.Length < count || parts.Any(part => part.Length is 0 or > 200 || part.Any(char.IsControl))))
        {
            errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
            return null;
        }

        return parts;
    }

    private static AgedHold? Cursor(string[]? parts, FieldErrors errors)
    {
        if (parts is null)
        {
            return null;
        }

        if (long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks)
        {
            return new AgedHold(new StockKey(parts[1], parts[2]), parts[3], null, 0, new DateTimeOffset(ticks, TimeSpan.Zero));
        }

        errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        return null;
    }

    private static string CursorOf(AgedHold hold) => string.Create(
        CultureInfo.InvariantCulture, $"{hold.Since.UtcTicks}/{hold.Item.Sku}/{hold.Item.LocationId}/{hold.ReservationId}");
}

/// <summary>A confirmed hold that nobody has fulfilled yet.</summary>
/// <param name="OrderId">The order that has taken it; left out where none has.</param>
public sealed record AgedHoldView(
    string Sku, string LocationId, string ReservationId, string? OrderId, long Quantity, DateTimeOffset ConfirmedAt, long AgeSeconds)
{
    public static AgedHoldView Of(AgedHold hold, DateTimeOffset now) => new(
        hold.Item.Sku, hold.Item.LocationId, hold.ReservationId, hold.OrderId, hold.Remaining, hold.Since, (long)(now - hold.Since).TotalSeconds);
}

/// <summary>A page of confirmed holds, the oldest first.</summary>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
public sealed record AgedHoldPage(ImmutableArray<AgedHoldView> Items, string? Next, DateTimeOffset AsOf);
