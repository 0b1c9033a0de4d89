using OrleansCommerce.LoadTest.Http;
using OrleansCommerce.LoadTest.Measure;
using OrleansCommerce.LoadTest.Orders;
using OrleansCommerce.LoadTest.Verify;

namespace OrleansCommerce.LoadTest.Replay;

/// <summary>
/// Each sale is an order: promised and held, placed, and served by whichever stores the server chose. Small ones are collected if a store
/// has it all, larger ones are sent. Of the stores some reject and some find less than their books say, by a rule that depends on the
/// order alone, so that lines are routed again.
/// </summary>
internal sealed class OrderRun(CommerceClient client, ReplayTally tally, AcknowledgementLog? log) : InvoiceRun(client, tally, log)
{
    private const int PickupLinesMax = 3;
    private const int RejectEvery = 20;
    private const int ShortEvery = 30;
    private const int RoundsMax = 40;
    private const int TtlSeconds = 3600;

    /// <summary>
    /// The source is a wholesaler's, whose invoices have dozens of lines, and in the demo a store carries one SKU in twenty: so an invoice
    /// is several orders of the size that shoppers have.
    /// </summary>
    private const int LinesPerOrder = 5;

    protected override async Task<bool?> SellAsync(InvoicePlan plan, ReservationRequest sale, CancellationToken cancel)
    {
        var lines = sale.Lines.GroupBy(line => line.Sku).Select(line => new OrderedLine(line.Key, line.Sum(part => (long)part.Quantity)));
        bool? all = true;
        foreach (var (i, basket) in lines.Chunk(LinesPerOrder).Index())
        {
            var sold = await OrderAsync(plan.Place, $"{sale.ReservationId}-{i + 1}", sale.CustomerId, basket, cancel);
            all = all is null || sold is null ? null : all.Value && sold.Value;
        }
        return all;
    }

    private async Task<bool?> OrderAsync(
        Place place, string orderId, string customerId, IReadOnlyList<OrderedLine> lines, CancellationToken cancel)
    {
        Tally.Add(Count.OrdersPlaced);
        string[] methods = lines.Count <= PickupLinesMax ? ["pickup", "delivery"] : ["delivery"];
        var destination = new Destination(place.Latitude, place.Longitude);
        var asked = new PromiseRequest(lines, methods, destination, Hold: true, TtlSeconds, customerId);
        var promised = await Client.PostAsync(
            Step.Promise, "/v1/promises", asked, WireJson.Default.PromiseRequest, cancel, idempotencyKey: orderId);
        if (!promised.IsSuccess)
            return Refused(promised, $"promise {orderId}");
        var promise = promised.Read(WireJson.Default.PromiseAnswer);
        if (promise is null)
        {
            Tally.Error($"promise {orderId}: unreadable");
            return null;
        }
        if (promise.Options is not [{ Method: not "backorder" }, ..])
        {
            Tally.Add(Count.OrdersUnserved);
            return false;
        }
        var order = new OrderRequest(orderId, customerId, "web", promise.PromiseId);
        var placed = await Client.PostAsync(Step.Order, "/v1/orders", order, WireJson.Default.OrderRequest, cancel);
        if (!placed.IsSuccess)
            return Refused(placed, $"order {orderId}");
        return await ServeAsync(orderId, placed.Read(WireJson.Default.OrderAnswer), cancel) ? true : null;
    }

    /// <summary>Until nothing of it is under way any more.</summary>
    private async Task<bool> ServeAsync(string orderId, OrderAnswer? order, CancellationToken cancel)
    {
        for (var round = 0; order is not null && round < RoundsMax; round++)
        {
            var next = order.Fulfilments.FirstOrDefault(fulfilment => !fulfilment.IsAtItsEnd);
            if (next is null && order.State != "open")
            {
                Tally.Add(order.State == "backordered" ? Count.OrdersBackordered : Count.OrdersServed);
                Tally.Add(Count.Rerouted, order.Fulfilments.Count(fulfilment => fulfilment.State == "rejected"));
                return true;
            }
            if (next is not null && !await StepAsync(next, cancel))
                return false;
            var read = await Client.GetAsync(Step.Check, $"/v1/orders/{orderId}", cancel);
            order = read.IsSuccess ? read.Read(WireJson.Default.OrderAnswer) : null;
        }
        Tally.Error($"order {orderId}: not at its end after {RoundsMax} rounds, state {order?.State ?? "unreadable"}");
        return false;
    }

    /// <summary>All that one store does for it.</summary>
    private async Task<bool> StepAsync(FulfilmentAnswer fulfilment, CancellationToken cancel)
    {
        var luck = Hash(fulfilment.FulfilmentId);
        if (fulfilment.State == "assigned" && luck % RejectEvery == 0)
            return await PostAsync(fulfilment, "reject", new StepRequest("no-staff", null), cancel);
        var isShort = luck % ShortEvery == 1;
        var found = fulfilment.Lines.Select((line, i) => new PickedLine(line.Sku, isShort && i == 0 ? line.Quantity - 1 : line.Quantity)).ToList();
        var isNothing = found.TrueForAll(line => line.Picked == 0);
        string[] rest = isNothing ? [] : fulfilment.Method == "delivery" ? ["pack", "ship", "deliver"]
            : fulfilment.Method == "shipToStore" ? fulfilment.LocationId == fulfilment.CollectAt ? ["pack", "ready", "collect"] : ["pack", "ship", "ready", "collect"]
            : ["pack", "ready", "collect"];
        if (!await PostAsync(fulfilment, "accept", null, cancel) || !await PostAsync(fulfilment, "pick", new StepRequest(null, found), cancel))
            return false;
        foreach (var step in rest)
        {
            if (!await PostAsync(fulfilment, step, null, cancel))
                return false;
        }
        return true;
    }

    private async Task<bool> PostAsync(FulfilmentAnswer fulfilment, string step, StepRequest? body, CancellationToken cancel)
    {
        var path = $"/v1/fulfilments/{Uri.EscapeDataString(fulfilment.FulfilmentId)}/{step}";
        var answer = body is null
            ? await Client.PostAsync(Step.Serve, path, cancel)
            : await Client.PostAsync(Step.Serve, path, body, WireJson.Default.StepRequest, cancel);
        if (answer.IsSuccess)
            return true;
        Tally.Error($"{step} {fulfilment.FulfilmentId}: {answer.Describe()}");
        return false;
    }

    /// <summary>The same on every machine and in every run.</summary>
    private static uint Hash(string text)
    {
        unchecked
        {
            return text.Aggregate(2_166_136_261u, (hash, c) => (hash ^ c) * 16_777_619u);
        }
    }
}
