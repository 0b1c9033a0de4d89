namespace OrleansCommerce.Domain.Orders;

public sealed partial class OrderState
{
    /// <summary>A copy that later events do not change.</summary>
    public OrderSnapshot ToSnapshot() => new(
        Version, Time, OrderId, CustomerId, Channel, Lines, PlacedAt, Wish, Taking, GivingBack,
        [.. _pending.Select(pending => new PendingEffect(pending.Version, pending.Effect))],
        [.. _fulfilments.Select(fulfilment => fulfilment.ToSnapshot())], Waiting.Lines, Backorder.Lines, Off.Lines, [.. _everBackordered], [.. _unable],
        [.. _lacking], [.. _history], FirstFulfilmentIds, FirstBackordered, WasCancelled,
        [.. Returns.Values.OrderBy(returned => returned.ReturnId, StringComparer.Ordinal)]);

    /// <summary>The state that <see cref="ToSnapshot"/> was taken of.</summary>
    public static OrderState From(OrderSnapshot saved)
    {
        var state = new OrderState
        {
            Version = saved.Version,
            Time = saved.Time,
            OrderId = saved.OrderId,
            CustomerId = saved.CustomerId,
            Channel = saved.Channel,
            Lines = saved.Lines,
            PlacedAt = saved.PlacedAt,
            Wish = saved.Wish,
            Taking = saved.Taking,
            GivingBack = saved.GivingBack,
            FirstFulfilmentIds = saved.FirstFulfilmentIds,
            FirstBackordered = saved.FirstBackordered,
            WasCancelled = saved.WasCancelled,
        };
        state._pending.AddRange(saved.Pending.Select(pending => (pending.Version, pending.Effect)));
        foreach (var fulfilment in saved.Fulfilments)
        {
            state.Add(Fulfilment.From(fulfilment));
        }

        state.Waiting.Add(saved.Waiting);
        state.Backorder.Add(saved.Backordered);
        state.Off.Add(saved.Off);
        state._everBackordered.UnionWith(saved.EverBackordered);
        state._unable.UnionWith(saved.Unable);
        state._lacking.UnionWith(saved.Lacking);
        state._history.AddRange(saved.History);
        foreach (var returned in saved.Returns)
        {
            state.Returns.Add(returned.ReturnId, returned);
        }

        return state;
    }
}
