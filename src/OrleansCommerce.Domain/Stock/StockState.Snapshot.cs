using System.Collections.Immutable;
using OrleansCommerce.Domain.Feeds;

namespace OrleansCommerce.Domain.Stock;

public sealed partial class StockState
{
    /// <summary>A copy that later events do not change. Takes time and memory in proportion to the live holds.</summary>
    public StockSnapshot ToSnapshot()
    {
        var holds = ImmutableArray.CreateBuilder<HoldSnapshot>(LiveHolds);
        foreach (var hold in Holds)
        {
            holds.Add(hold.ToSnapshot());
        }

        return new(
            Version, Time, OnHand, SafetyStock, Damaged, Received, GoneOut, HasForgotten, holds.MoveToImmutable(), [.. _remembered?.ToList() ?? []],
            _feeds?.ToSnapshot(), Earmarked);
    }

    /// <summary>The state that <see cref="ToSnapshot"/> was taken of.</summary>
    public static StockState From(StockSnapshot snapshot)
    {
        var state = new StockState
        {
            Version = snapshot.Version,
            Time = snapshot.Time,
            OnHand = snapshot.OnHand,
            SafetyStock = snapshot.SafetyStock,
            Damaged = snapshot.Damaged,
            Received = snapshot.Received,
            GoneOut = snapshot.GoneOut,
            Earmarked = snapshot.Earmarked,
        };
        foreach (var hold in snapshot.Holds)
        {
            state.Add(Hold.From(hold));
            state.Reserved += hold.Remaining;
        }

        state._live.Reorder();
        foreach (var happened in snapshot.Remembered)
        {
            state.Remember(happened);
        }

        if (snapshot.HasForgotten)
        {
            (state._remembered ??= new()).Forget();
        }

        state._feeds = snapshot.Feeds is { } feeds ? ItemFeeds.From(feeds) : null;
        return state;
    }
}
