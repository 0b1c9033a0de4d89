using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Verify;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>Each sale is a reservation at the nearest stores: held, confirmed and fulfilled.</summary>
internal sealed class ReservationRun(CommerceClient client, ReplayTally tally, AcknowledgementLog? log) : InvoiceRun(client, tally, log)
{
    protected override async Task<bool?> SellAsync(InvoicePlan plan, ReservationRequest sale, CancellationToken cancel)
    {
        var answer = await Client.PostAsync(Step.Reserve, "/v1/reservations", sale, WireJson.Default.ReservationRequest, cancel);
        if (!answer.IsSuccess)
            return Refused(answer, $"reserve {sale.ReservationId}");
        if (!Acknowledge(answer, ReservationState.Held, sale, "reserve"))
            return null;
        if (await AdvanceAsync(Step.Confirm, "confirm", ReservationState.Confirmed, sale, cancel))
            await AdvanceAsync(Step.Fulfil, "fulfil", ReservationState.Fulfilled, sale, cancel);
        return true;
    }

    private async Task<bool> AdvanceAsync(
        Step step, string verb, ReservationState state, ReservationRequest reservation, CancellationToken cancel)
    {
        var answer = await Client.PostAsync(step, $"/v1/reservations/{reservation.ReservationId}/{verb}", cancel);
        if (answer.IsSuccess)
            return Acknowledge(answer, state, reservation, verb);
        Tally.Error($"{verb} {reservation.ReservationId}: {answer.Describe()}");
        return false;
    }

    /// <summary>A success must say that the reservation is at least as far as was asked; anything else is an error.</summary>
    private bool Acknowledge(Answer answer, ReservationState atLeast, ReservationRequest reservation, string verb)
    {
        var content = answer.Read(WireJson.Default.ReservationAnswer);
        if (content?.ReservationId != reservation.ReservationId || ReservationStates.Parse(content.State) is not { } state || state < atLeast)
        {
            Tally.Error($"{verb} {reservation.ReservationId}: answered {(int)answer.Status} with state {content?.State ?? "unreadable"}");
            return false;
        }
        Log?.Write(Acknowledgement.OfReservation(reservation, state, content.ExpiresAt));
        return true;
    }
}
