using System.Collections.Immutable;
using Orleans;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Stock;

/// <summary>
/// Confirmed holds that nobody fulfils, over all items, whether they are in memory or not: the view says which items have one, and each of
/// them which it is.
/// </summary>
public sealed class AgedHolds(IGrainFactory grains, StockViewWriter view)
{
    private const int ItemsPerPage = 100;

    /// <summary>The longest waiting first.</summary>
    /// <param name="before">Those confirmed before that.</param>
    /// <param name="after">The last one of the page before, or null.</param>
    /// <exception cref="Aggregates.RetriableException">An item could not say what it holds.</exception>
    public async Task<ImmutableArray<AgedHold>> Page(DateTimeOffset before, AgedHold? after, int limit)
    {
        var found = new List<AgedHold>();
        (DateTimeOffset, string, string)? last = null;
        while (true)
        {
            var rows = await view.Aged(before, last, ItemsPerPage);
            foreach (var row in rows)
            {
                if (found.Count >= limit && found[limit - 1].Since < row.OldestConfirmed)
                {
                    return await Named(found.Take(limit));
                }

                found.AddRange(await Of(new StockKey(row.Sku, row.LocationId), before, after, limit));
                found.Sort();
            }

            if (rows.Count < ItemsPerPage)
            {
                return await Named(found.Take(limit));
            }

            last = (rows[^1].OldestConfirmed!.Value, rows[^1].Sku, rows[^1].LocationId);
        }
    }

    /// <summary>How many items have such a hold, and since when the oldest waits.</summary>
    /// <param name="before">Those confirmed before that.</param>
    public async Task<(int Items, DateTimeOffset? Since)> Count(DateTimeOffset before)
    {
        const int rowsPerPage = 1_000;
        var (items, since) = (0, (DateTimeOffset?)null);
        (DateTimeOffset, string, string)? last = null;
        while (true)
        {
            var rows = await view.Aged(before, last, rowsPerPage);
            items += rows.Count;
            since ??= rows.Count > 0 ? rows[0].OldestConfirmed : null;
            if (rows.Count < rowsPerPage)
            {
                return (items, since);
            }

            last = (rows[^1].OldestConfirmed!.Value, rows[^1].Sku, rows[^1].LocationId);
        }
    }

    private async Task<IEnumerable<AgedHold>> Of(StockKey item, DateTimeOffset before, AgedHold? after, int limit)
    {
        var order = after is null ? 1 : AgedHold.Compare(item, after.Item);
        var holds = await grains.GetGrain<IStockGrain>(item.ToString()).Confirmed(
            before, after?.Since ?? DateTimeOffset.MinValue, order > 0 ? "" : order == 0 ? after!.ReservationId : null, limit);
        return holds.Select(hold => new AgedHold(item, hold.ReservationId, hold.OrderId, hold.Remaining, hold.Since) { OfBasket = hold.OfBasket });
    }

    /// <summary>Of a basket its coordinator knows which order has it.</summary>
    private async Task<ImmutableArray<AgedHold>> Named(IEnumerable<AgedHold> holds)
    {
        var named = ImmutableArray.CreateBuilder<AgedHold>();
        foreach (var hold in holds)
        {
            named.Add(hold.OfBasket
                ? hold with { OrderId = (await grains.GetGrain<IReservationGrain>(hold.ReservationId).Read()).Reservation?.OrderId }
                : hold);
        }

        return named.DrainToImmutable();
    }
}

/// <summary>A confirmed hold that nobody has fulfilled yet.</summary>
/// <param name="ReservationId">The client's; of a transfer <c>transfer/id</c>.</param>
/// <param name="OrderId">The order that has taken it. Null: none.</param>
/// <param name="Since">When it was confirmed.</param>
public sealed record AgedHold(StockKey Item, string ReservationId, string? OrderId, long Remaining, DateTimeOffset Since) : IComparable<AgedHold>
{
    internal bool OfBasket { get; init; }

    public int CompareTo(AgedHold? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Since.CompareTo(other.Since);
        order = order != 0 ? order : Compare(Item, other.Item);
        return order != 0 ? order : string.CompareOrdinal(ReservationId, other.ReservationId);
    }

    /// <summary>By SKU and location.</summary>
    internal static int Compare(StockKey x, StockKey y)
    {
        var order = string.CompareOrdinal(x.Sku, y.Sku);
        return order != 0 ? order : string.CompareOrdinal(x.LocationId, y.LocationId);
    }
}
