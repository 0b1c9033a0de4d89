using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using OrleansCommerce.Grains.Aggregates;

namespace OrleansCommerce.Grains.Supply.Indexes;

/// <summary>
/// One shard of an index of those who have work that must not be forgotten when the process ends. Whoever has some enters itself before it
/// takes the work on, and leaves when it is done; a sweep calls all who are in it.
/// </summary>
[Alias("work-index")]
public interface IWorkIndexGrain : IGrainWithStringKey
{
    /// <param name="mark">Grows with each call about the same id; news under a lower one than is known is ignored.</param>
    /// <exception cref="RetriableException">Nothing is known of the outcome: send the same again.</exception>
    [Alias("add")]
    Task Add(string id, long mark);

    [Alias("remove")]
    Task Remove(string id, long mark);

    /// <summary>All entries, in the order of their ids.</summary>
    [Alias("read")]
    Task<ImmutableArray<string>> Read();
}

/// <summary>The indexes there are, and where in them an id is kept.</summary>
public static class WorkIndex
{
    /// <summary>SKUs that somebody waits for.</summary>
    public const string Demand = "demand-index";

    /// <summary>Transfers, and locations with counts, of which something recorded is still to be carried out.</summary>
    public const string Supply = "supply-index";

    /// <summary>Orders that are not at their end.</summary>
    public const string Orders = "order-index";

    /// <summary>Never to be changed: it says where entries of a journal are.</summary>
    public const int Shards = 16;

    private const uint FnvOffset = 2_166_136_261;
    private const uint FnvPrime = 16_777_619;

    public static IWorkIndexGrain Shard(IGrainFactory grains, string index, string id) => Shard(grains, index, ShardOf(id));

    public static IWorkIndexGrain Shard(IGrainFactory grains, string index, int shard) =>
        grains.GetGrain<IWorkIndexGrain>(string.Create(CultureInfo.InvariantCulture, $"{index}/{shard}"));

    /// <summary>All entries of an index.</summary>
    public static async Task<IReadOnlyList<string>> ReadAll(IGrainFactory grains, string index)
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => Shard(grains, index, shard).Read()));
        return [.. shards.SelectMany(shard => shard).Order(StringComparer.Ordinal)];
    }

    private static int ShardOf(string id)
    {
        unchecked
        {
            var hash = FnvOffset;
            foreach (var c in id)
            {
                hash = (hash ^ c) * FnvPrime;
            }

            return (int)(hash % Shards);
        }
    }
}
