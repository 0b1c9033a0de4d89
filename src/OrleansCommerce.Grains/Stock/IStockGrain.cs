using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Stock;

/// <summary>The one owner of a SKU at a location. Its key is <see cref="StockKey"/> in text form.</summary>
[Alias("stock")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>Decides a command; the answer is durable when it arrives. Refusals are in the answer.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same command again.</exception>
    [Alias("execute")]
    Task<StockAnswer> Execute(StockCommand command, Origin origin);

    /// <summary>The figures as of now; version 0 when nobody has ever spoken of this item.</summary>
    [Alias("read")]
    Task<StockFigures> Read();

    /// <summary>A reservation of which this item is the only participant: alive or ended; null when it never held anything here.</summary>
    [Alias("find")]
    Task<HoldFigures?> FindReservation(string reservationId);

    /// <summary>A basket's line is settled: from now on its hold is no longer a mere try. Lost, it only costs somebody a short wait.</summary>
    [Alias("settle")]
    Task Settle(string reservationId);

    /// <summary>What a count of a source would come to; nothing is changed. Null: nobody has ever spoken of this item.</summary>
    /// <param name="count">With its source and its time.</param>
    [Alias("preview")]
    Task<CountPreview?> Preview(Move count);

    /// <summary>Lets go of what is due and asks for the decisions that are overdue.</summary>
    [Alias("sweep")]
    Task Sweep();
}
