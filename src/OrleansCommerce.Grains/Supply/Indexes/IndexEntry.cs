using Orleans;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Indexes;

/// <summary>
/// The entry of one aggregate in an index. Each call has a later mark than the one before it, so that of two that are on their way the
/// later one counts, in whatever order they arrive.
/// </summary>
internal sealed class IndexEntry(IGrainFactory grains, string index, string id, EngineClock clock)
{
    private long _mark;

    public Task Add() => Shard().Add(id, NextMark());

    public Task Remove() => Shard().Remove(id, NextMark());

    private IWorkIndexGrain Shard() => WorkIndex.Shard(grains, index, id);

    private long NextMark() => _mark = Math.Max(_mark + 1, clock.NextMark());
}
