using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Stock;

namespace OrleansCommerce.Grains.Supply.Inbound;

/// <summary>Receipts reduce what is still to come of the announcement that they name.</summary>
public static class InboundArrivals
{
    /// <summary>
    /// To be called with each answer to a movement that was accepted, repeated ones too: each movement counts once. Who is interrupted before
    /// it has been called has no answer either, and sends the movement again.
    /// </summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the movement again.</exception>
    public static Task Tell(IGrainFactory grains, StockKey key, Move move, StockAnswer answer, Origin origin) =>
        move is { Kind: MovementKind.Receipt, InboundId: { } inboundId }
            ? grains.GetGrain<IInboundGrain>(key.Sku).Arrive(key.LocationId, inboundId, move.MovementId, move.Quantity, answer.Figures.At, origin)
            : Task.CompletedTask;
}
