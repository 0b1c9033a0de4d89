using System.Net;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Verify;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Carries out the plan of one invoice: each reservation is held, confirmed and fulfilled, each movement recorded.</summary>
internal sealed class InvoiceRun(CommerceClient client, ReplayTally tally, AcknowledgementLog? log)
{
    public async Task RunAsync(InvoicePlan plan, CancellationToken cancel)
    {
        var (accepted, refused) = (0, 0);
        foreach (var reservation in plan.Reservations)
        {
            tally.Add(Count.Lines, reservation.Lines.Count);
            if (await ReserveAsync(reservation, cancel) is not { } isAccepted)
                continue;
            tally.Add(isAccepted ? Count.LinesAccepted : Count.LinesRefused, reservation.Lines.Count);
            if (!isAccepted)
            {
                refused++;
                continue;
            }
            accepted++;
            if (await AdvanceAsync(Step.Confirm, "confirm", ReservationState.Confirmed, reservation, cancel))
                await AdvanceAsync(Step.Fulfil, "fulfil", ReservationState.Fulfilled, reservation, cancel);
        }
        if (plan.Reservations.Count > 0)
            tally.Add(Count.Orders);
        if (refused > 0)
            tally.Add(Count.OrdersRefused);
        else if (accepted > 0 && accepted == plan.Reservations.Count)
            tally.Add(Count.OrdersAccepted);
        foreach (var movement in plan.Movements)
            await MoveAsync(movement, cancel);
    }

    /// <summary>True: held. False: refused, as the contract allows. Null: an error, which was counted.</summary>
    private async Task<bool?> ReserveAsync(ReservationRequest reservation, CancellationToken cancel)
    {
        var answer = await client.PostAsync(Step.Reserve, "/v1/reservations", reservation, WireJson.Default.ReservationRequest, cancel);
        if (answer.IsSuccess)
            return Acknowledge(answer, ReservationState.Held, reservation, "reserve") ? true : null;
        var problem = answer.Failure is null ? answer.Read(WireJson.Default.Problem) : null;
        if (answer.Status == HttpStatusCode.Conflict && problem?.Code == "insufficient-stock")
        {
            tally.Add(Count.ShortfallLines, problem.Shortfalls?.Count ?? 0);
            return false;
        }
        if (IsBeyondLimits(answer, problem))
        {
            tally.Add(Count.BeyondLimits);
            return false;
        }
        tally.Error($"reserve {reservation.ReservationId}: {answer.Describe()}");
        return null;
    }

    private async Task<bool> AdvanceAsync(
        Step step, string verb, ReservationState state, ReservationRequest reservation, CancellationToken cancel)
    {
        var answer = await client.PostAsync(step, $"/v1/reservations/{reservation.ReservationId}/{verb}", cancel);
        if (answer.IsSuccess)
            return Acknowledge(answer, state, reservation, verb);
        tally.Error($"{verb} {reservation.ReservationId}: {answer.Describe()}");
        return false;
    }

    /// <summary>A success must say that the reservation is at least as far as was asked; anything else is an error.</summary>
    private bool Acknowledge(Answer answer, ReservationState atLeast, ReservationRequest reservation, string verb)
    {
        var content = answer.Read(WireJson.Default.ReservationAnswer);
        if (content?.ReservationId != reservation.ReservationId || ReservationStates.Parse(content.State) is not { } state || state < atLeast)
        {
            tally.Error($"{verb} {reservation.ReservationId}: answered {(int)answer.Status} with state {content?.State ?? "unreadable"}");
            return false;
        }
        log?.Write(Acknowledgement.OfReservation(reservation, state, content.ExpiresAt));
        return true;
    }

    private async Task MoveAsync(PlannedMovement movement, CancellationToken cancel)
    {
        var path = $"/v1/stock/{Uri.EscapeDataString(movement.Sku)}/{Uri.EscapeDataString(movement.LocationId)}/movements";
        var answer = await client.PostAsync(movement.Step, path, movement.Request, WireJson.Default.MovementRequest, cancel);
        var isReturn = movement.Step == Step.Return;
        var problem = answer.IsSuccess || answer.Failure is not null ? null : answer.Read(WireJson.Default.Problem);
        if (answer.IsSuccess && answer.Read(WireJson.Default.StockItem) is { } item)
        {
            tally.Add(isReturn ? Count.Returns : Count.WriteOffs);
            log?.Write(Acknowledgement.OfMovement(movement, item.Version));
        }
        else if (IsBeyondLimits(answer, problem) || (answer.Failure is null && answer.Status == HttpStatusCode.Conflict))
        {
            // Less on hand than was written off: the source's books and the synthetic opening stock know nothing of each other.
            tally.Add(isReturn ? Count.ReturnsRefused : Count.WriteOffsRefused);
            if (answer.Status != HttpStatusCode.Conflict)
                tally.Add(Count.BeyondLimits);
        }
        else
        {
            tally.Error($"{movement.Request.Kind} {movement.Request.MovementId}: {answer.Describe()}");
        }
    }

    private static bool IsBeyondLimits(Answer answer, Problem? problem) =>
        answer.Status == HttpStatusCode.RequestEntityTooLarge
        || (answer.Status == HttpStatusCode.BadRequest && problem is not null
            && (Names(problem.Code) || problem.Errors?.Keys.Any(Names) == true));

    private static bool Names(string? text) => text?.Contains("quantity", StringComparison.OrdinalIgnoreCase) == true;
}
