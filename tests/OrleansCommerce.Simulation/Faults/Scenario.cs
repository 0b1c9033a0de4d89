using System.Collections.Immutable;
using OrleansCommerce.Grains.Orders;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Faults;

/// <summary>Everything that a run depends on beside the code: drawn from the seed, and cut down when a failure is shrunk.</summary>
public sealed record Scenario
{
    private const long SlowMs = 60;

    /// <summary>The part of the runs of one process that has orders: each of their operations is many of the others.</summary>
    private const double OrderShare = 0.34;

    /// <summary>That of clusters, where they cost most.</summary>
    private const double ClusterOrderShare = 0.2;

    private const double FeedShare = 0.3;

    /// <summary>Records of a batch where orders meet slow storage: with fewer it would be asked for more than it can take, all the time.</summary>
    private const int OrderBatchMin = 16;

    public required ulong Seed { get; init; }

    /// <summary>What kind of run this is, for people.</summary>
    public required string Profile { get; init; }

    public required int Silos { get; init; }

    public required int Clients { get; init; }

    public required int Items { get; init; }

    /// <summary>Commands and questions that the clients send, retries not counted.</summary>
    public required int Operations { get; init; }

    /// <summary>What the storage usually takes for one request.</summary>
    public required TimeSpan StorageLatency { get; init; }

    /// <summary>How often messages between machines fail, each way.</summary>
    public required double MessageFaults { get; init; }

    public required double StorageFaults { get; init; }

    /// <summary>The mean time between two faults of each larger kind: crashes, pauses, clock jumps.</summary>
    public required TimeSpan Calamities { get; init; }

    public required TimeSpan ThinkTime { get; init; }

    /// <summary>Events after which a snapshot is taken; production takes one after 1,000.</summary>
    public required int SnapshotTail { get; init; }

    public required TimeSpan ResponseTimeout { get; init; }

    /// <summary>After how long an idle activation goes.</summary>
    public required TimeSpan CollectionAge { get; init; }

    /// <summary>The longest that a hold lasts, in seconds.</summary>
    public required int TtlSecondsMax { get; init; }

    /// <summary>Records in one batch; production takes 4,096.</summary>
    public required int BatchRecords { get; init; }

    /// <summary>Records that may wait; production lets 16,384.</summary>
    public required int QueueRecords { get; init; }

    /// <summary>After how long an append or a load has ended, whatever the storage does.</summary>
    public required TimeSpan StorageLimit { get; init; }

    /// <summary>Whether there are stores that serve orders.</summary>
    public bool HasOrders { get; init; }

    /// <summary>Whether sources tell of movements.</summary>
    public bool HasFeeds { get; init; }

    public required int Shops { get; init; }

    /// <summary>SKUs that can be ordered.</summary>
    public required int Goods { get; init; }

    /// <summary>What a store picks in one slot.</summary>
    public required int SlotCapacity { get; init; }

    public required OrderTerms OrderTerms { get; init; }

    public ImmutableArray<FaultKind> Without { get; init; } = [];

    public bool IsCluster => Silos > 1;

    /// <summary>The storage takes 100 times as long as it does elsewhere.</summary>
    public bool IsSlow => StorageLatency.TotalMilliseconds >= SlowMs;

    public GroupCommitOptions GroupCommit => new()
    {
        BatchRecords = HasOrders && IsSlow ? Math.Max(BatchRecords, OrderBatchMin) : BatchRecords,
        QueueRecords = QueueRecords,
        AppendLimit = StorageLimit,
        LoadLimit = StorageLimit,
        LoadStreams = BatchRecords,
    };

    public static Scenario Of(ulong seed, int operations)
    {
        var chance = new Chance(seed).Apart("scenario");
        var isCluster = chance.Is(0.35);
        var isSlow = chance.Is(0.25);
        var orders = chance.Apart("orders");
        return new Scenario
        {
            Seed = seed,
            Profile = (isCluster ? "cluster" : "process") + (isSlow ? ", slow storage" : ""),
            Silos = isCluster ? (int)chance.Between(2, 4) : 1,
            Clients = (int)chance.Between(4, 16),
            Items = chance.Is(0.3) ? (int)chance.Between(1, 2) : (int)chance.Between(3, 12),
            Operations = operations,
            StorageLatency = TimeSpan.FromMilliseconds(isSlow ? chance.Between(SlowMs, 140) : 1),
            MessageFaults = chance.Is(0.2) ? 0 : 0.01 * chance.Unit(),
            StorageFaults = chance.Is(0.2) ? 0 : 0.03 * chance.Unit(),
            Calamities = TimeSpan.FromSeconds(chance.Between(3, 20) * (isSlow ? 4 : 1)),
            ThinkTime = TimeSpan.FromMilliseconds(chance.Between(2, isSlow ? 200 : 60)),
            SnapshotTail = (int)chance.Pick<long>([15, 40, 120, 1_000]),
            ResponseTimeout = TimeSpan.FromSeconds(chance.Between(3, 30)),
            CollectionAge = TimeSpan.FromSeconds(chance.Between(2, 60)),
            BatchRecords = (int)chance.Pick<long>([2, 16, 4_096]),
            QueueRecords = (int)chance.Pick<long>([12, 100, 16_384]),
            StorageLimit = TimeSpan.FromSeconds(chance.Between(2, 10)),
            TtlSecondsMax = (int)chance.Between(1, isSlow ? 30 : 8),
            HasOrders = orders.Is(isCluster ? ClusterOrderShare : OrderShare),
            HasFeeds = chance.Apart("feeds").Is(FeedShare),
            Shops = (int)orders.Between(3, 6),
            Goods = (int)orders.Between(1, 3),
            SlotCapacity = (int)orders.Between(1, 4),
            OrderTerms = new OrderTerms
            {
                AcceptWithin = TimeSpan.FromSeconds(orders.Between(2, isSlow ? 40 : 10)),
                CollectWithin = TimeSpan.FromSeconds(orders.Between(2, isSlow ? 60 : 15)),
                HoldFor = TimeSpan.FromSeconds(orders.Between(3, isSlow ? 40 : 12)),
            },
        };
    }
}
