using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Grains.Supply.Counts;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Stock;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Http.Supply;

/// <summary>What is to be counted. A task's id is made by the server and says where it lives.</summary>
public static class CountTaskEndpoints
{
    public static void MapCountTasks(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/locations/{locationId}/count-tasks", List).WithTags("Stock").RequireAuthorization(Scopes.StockRead)
            .WithSummary("Open ones first, the oldest first; then those completed, the newest first. state=open|completed leaves the others out.")
            .Refuses(ProblemKinds.InvalidId);
        v1.MapPost("/locations/{locationId}/count-tasks", Raise).WithTags("Stock").RequireAuthorization(Scopes.StockWrite)
            .WithSummary("Have a SKU counted. It is one task while it is open, however often it is raised.")
            .Produces<CountTaskView>(StatusCodes.Status201Created).Refuses(ProblemKinds.InvalidId, ProblemKinds.LimitReached);
        v1.MapPost("/count-tasks/{countTaskId}/complete", Complete).WithTags("Stock").RequireAuthorization(Scopes.StockWrite)
            .WithMetadata(RouteIdsMadeHere.Instance).WithSummary("It was counted: the books say so from now on. The first count stands.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.InvalidQuantity, ProblemKinds.UnknownCountTask);
    }

    private static async Task<Reply<CountTaskPage>> List(
        string locationId, string? state, string? limit, string? after, Caller caller, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var cursor = ReadCursor(after, errors);
        if (state is not (null or "open" or "completed"))
        {
            errors.Add(ProblemKinds.Malformed, "state", "One of open, completed.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var tasks = await grains.GetGrain<ICountTaskGrain>(locationId).List(state is null ? null : state == "open", cursor, count + 1);
        return new CountTaskPage(
            [.. tasks.Take(count).Select(task => CountTaskView.Of(locationId, task))],
            tasks.Length > count ? CursorOf(tasks[count - 1]) : null);
    }

    private static async Task<Reply<CountTaskView>> Raise(string locationId, Body<CountTaskBody> body, Caller caller, IGrainFactory grains)
    {
        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        var errors = new FieldErrors();
        errors.CheckId("taskId", body.Value.TaskId);
        errors.CheckId("sku", body.Value.Sku);
        errors.CheckText("reason", body.Value.Reason, MovementRules.ReasonLengthMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var (sku, reason) = (body.Value.Sku!, body.Value.Reason!);
        var booked = (await grains.GetGrain<IStockGrain>(new StockKey(sku, locationId).ToString()).Read()).OnHand;
        var answer = await grains.GetGrain<ICountTaskGrain>(locationId).Raise(body.Value.TaskId!, sku, booked, reason, caller.Origin);
        if (answer.Task is not { } task)
        {
            return answer.Refusal is null
                ? Problem.Of(ProblemKinds.UnknownCountTask)
                : Problem.Of(ProblemKinds.LimitReached, "At most 10,000 counts are open at a location.");
        }

        var view = CountTaskView.Of(locationId, task);
        return answer.IsRepeated ? view : Reply<CountTaskView>.Created(view, $"/v1/locations/{locationId}/count-tasks");
    }

    private static async Task<Reply<CountTaskView>> Complete(string countTaskId, Body<CountBody> body, Caller caller, IGrainFactory grains)
    {
        if (CountTaskIds.Read(countTaskId) is not var (locationId, number))
        {
            return Problem.Of(ProblemKinds.UnknownCountTask);
        }

        if (!caller.MayReach(locationId))
        {
            return Caller.OutOfReach(locationId);
        }

        if (body.Value.Counted is not (>= 0 and <= StockLimits.MovementQuantityMax and var counted))
        {
            return Problem.OfField(
                ProblemKinds.InvalidQuantity, "counted", $"A whole number from 0 to {StockLimits.MovementQuantityMax}.");
        }

        var answer = await grains.GetGrain<ICountTaskGrain>(locationId).Complete(number, counted, caller.Origin);
        return answer.Task is { } task ? CountTaskView.Of(locationId, task) : Problem.Of(ProblemKinds.UnknownCountTask);
    }

    private static string CursorOf(CountTaskFigures task) =>
        string.Create(CultureInfo.InvariantCulture, $"{(task.Counted is null ? "open" : "completed")}:{task.Number}");

    private static CountTaskCursor? ReadCursor(string? after, FieldErrors errors)
    {
        if (after is null)
        {
            return null;
        }

        if (after.Split(':') is ["open" or "completed", var digits]
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new CountTaskCursor(after.StartsWith("open", StringComparison.Ordinal), number);
        }

        errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        return null;
    }
}
