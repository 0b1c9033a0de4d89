using System.Collections.Immutable;
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

    /// <summary>Lets go of what is due.</summary>
    /// <returns>Whether a decision is overdue: <see cref="AskDecisions"/>.</returns>
    [Alias("sweep")]
    Task<bool> Sweep();

    /// <summary>
    /// Where more is held than there is: ends what nobody has confirmed, and has orders give up what they have not picked, the newest first,
    /// until there is enough for the rest.
    /// </summary>
    [Alias("relieve")]
    Task Relieve();

    /// <summary>Holds that were confirmed before a time and are still there, the oldest first.</summary>
    /// <param name="after">Those confirmed after it; those of that very time only with an <paramref name="afterId"/>.</param>
    /// <param name="afterId">Of those confirmed at that very time, the ones with a later id. Null: none of them.</param>
    [Alias("confirmed")]
    Task<ImmutableArray<ConfirmedHold>> Confirmed(DateTimeOffset before, DateTimeOffset after, string? afterId, int limit);

    /// <summary>Asks for the decisions that are overdue, and carries them out.</summary>
    [Alias("askDecisions")]
    Task AskDecisions();
}

/// <summary>A hold that does not expire any more.</summary>
/// <param name="OrderId">The order that has taken it. Null: none, or its reservation's coordinator knows.</param>
[GenerateSerializer]
[Immutable]
[Alias("stock.confirmed-hold")]
public sealed record ConfirmedHold(
    [property: Id(0)] string ReservationId, [property: Id(1)] long Remaining, [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] string? OrderId, [property: Id(4)] bool OfBasket);
