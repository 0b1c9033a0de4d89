using System.Net;
using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Verify;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Carries out the plan of one invoice: what it sells, and then the movements that it stands for.</summary>
internal abstract class InvoiceRun(CommerceClient client, ReplayTally tally, AcknowledgementLog? log)
{
    protected CommerceClient Client { get; } = client;

    protected ReplayTally Tally { get; } = tally;

    protected AcknowledgementLog? Log { get; } = log;

    public async Task RunAsync(InvoicePlan plan, CancellationToken cancel)
    {
        var (accepted, refused) = (0, 0);
        foreach (var sale in plan.Reservations)
        {
            Tally.Add(Count.Lines, sale.Lines.Count);
            if (await SellAsync(plan, sale, cancel) is not { } isAccepted)
                continue;
            Tally.Add(isAccepted ? Count.LinesAccepted : Count.LinesRefused, sale.Lines.Count);
            (accepted, refused) = isAccepted ? (accepted + 1, refused) : (accepted, refused + 1);
        }
        if (plan.Reservations.Count > 0)
            Tally.Add(Count.Orders);
        if (refused > 0)
            Tally.Add(Count.OrdersRefused);
        else if (accepted > 0 && accepted == plan.Reservations.Count)
            Tally.Add(Count.OrdersAccepted);
        foreach (var movement in plan.Movements)
            await MoveAsync(movement, cancel);
    }

    /// <summary>True: sold. False: refused, as the contract allows. Null: an error, which was counted.</summary>
    protected abstract Task<bool?> SellAsync(InvoicePlan plan, ReservationRequest sale, CancellationToken cancel);

    /// <summary>Why a sale was refused, if the contract allows that; else an error, which is counted.</summary>
    protected bool? Refused(Answer answer, string what)
    {
        var problem = answer.Failure is null ? answer.Read(WireJson.Default.Problem) : null;
        if (answer.Status == HttpStatusCode.Conflict && problem?.Code is "insufficient-stock" or "insufficient-capacity")
        {
            Tally.Add(Count.ShortfallLines, problem.Shortfalls?.Count ?? 0);
            return false;
        }
        if (IsBeyondLimits(answer, problem))
        {
            Tally.Add(Count.BeyondLimits);
            return false;
        }
        Tally.Error($"{what}: {answer.Describe()}");
        return null;
    }

    private async Task MoveAsync(PlannedMovement movement, CancellationToken cancel)
    {
        var path = $"/v1/stock/{Uri.EscapeDataString(movement.Sku)}/{Uri.EscapeDataString(movement.LocationId)}/movements";
        var answer = await Client.PostAsync(movement.Step, path, movement.Request, WireJson.Default.MovementRequest, cancel);
        var isReturn = movement.Step == Step.Return;
        var problem = answer.IsSuccess || answer.Failure is not null ? null : answer.Read(WireJson.Default.Problem);
        if (answer.IsSuccess && answer.Read(WireJson.Default.StockItem) is { } item)
        {
            Tally.Add(isReturn ? Count.Returns : Count.WriteOffs);
            Log?.Write(Acknowledgement.OfMovement(movement, item.Version));
        }
        else if (IsBeyondLimits(answer, problem) || (answer.Failure is null && answer.Status == HttpStatusCode.Conflict))
        {
            // Less on hand than was written off: the source's books and the synthetic opening stock know nothing of each other.
            Tally.Add(isReturn ? Count.ReturnsRefused : Count.WriteOffsRefused);
            if (answer.Status != HttpStatusCode.Conflict)
                Tally.Add(Count.BeyondLimits);
        }
        else
        {
            Tally.Error($"{movement.Request.Kind} {movement.Request.MovementId}: {answer.Describe()}");
        }
    }

    private static bool IsBeyondLimits(Answer answer, Problem? problem) =>
        answer.Status == HttpStatusCode.RequestEntityTooLarge
        || (answer.Status == HttpStatusCode.BadRequest && problem is not null
            && (Names(problem.Code) || problem.Errors?.Keys.Any(Names) == true));

    private static bool Names(string? text) => text?.Contains("quantity", StringComparison.OrdinalIgnoreCase) == true;
}
