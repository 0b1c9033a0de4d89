using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// The whole engine in this process: the same grains, runtime and group commit as the server's, over a journal that outlives it. Two
/// engines over one journal are two processes that each believe to be the owner.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    public static readonly Origin Origin = new("test");

    private readonly ConcurrentBag<IDisposable> _threads = [];
    private readonly GroupCommitOptions _options;
    private readonly bool _isShared;
    private readonly Action<IServiceCollection>? _add;

    private Engine(IJournal journal, GroupCommitOptions options, bool isShared, Action<IServiceCollection>? add) =>
        (Journal, _options, _isShared, _add) = (journal, options, isShared, add);

    public IJournal Journal { get; }

    public EngineRuntime Runtime { get; private set; } = null!;

    public ReservationService Reservations => Get<ReservationService>();

    public ExpirySweep Sweep => Get<ExpirySweep>();

    public BooksAudit Books => Get<BooksAudit>();

    /// <summary>The services of each process, of which there is one unless said otherwise; the first is the one that tests talk to.</summary>
    public IReadOnlyList<IServiceProvider> Processes => Runtime.Processes;

    public T Get<T>() where T : notnull => Processes[0].GetRequiredService<T>();

    /// <param name="isShared">Whether the owners check that nobody else has written, as they do where several processes share a journal.</param>
    /// <param name="add">What a test puts in the place of a service, or adds.</param>
    public static async Task<Engine> Start(
        IJournal journal, TimeProvider? time = null, int processes = 1, GroupCommitOptions? options = null, bool isShared = false,
        Action<IServiceCollection>? add = null)
    {
        var engine = new Engine(journal, options ?? new GroupCommitOptions(), isShared || processes > 1, add);
        await journal.Start(CancellationToken.None);
        engine.Runtime = await EngineRuntime.Start(services => engine.AddTo(services, time ?? TimeProvider.System), processes);
        foreach (var process in engine.Processes)
        {
            foreach (var stream in await process.GetRequiredService<StockViewWriter>().Start(journal))
            {
                await engine.Item(StockKey.Parse(stream[StockStreams.JournalPrefix.Length..])).Read();
            }
        }

        return engine;
    }

    public static Task<Engine> Start(TimeProvider? time = null) => Start(new MemoryJournal(time ?? TimeProvider.System), time);

    public IStockGrain Item(StockKey key) => Get<IGrainFactory>().GetGrain<IStockGrain>(key.ToString());

    public IStockGrain Item(string key) => Item(StockKey.Parse(key));

    public IReservationGrain Basket(string reservationId) => Get<IGrainFactory>().GetGrain<IReservationGrain>(reservationId);

    public Task<StockAnswer> Receive(string key, long quantity, string movementId = "opening") =>
        Item(key).Execute(new Move(movementId, MovementKind.Receipt, quantity), Origin);

    public Task<ReservationAnswer> Reserve(string reservationId, int ttlSeconds, params (string Key, long Quantity)[] lines) =>
        Reservations.Reserve(Request(reservationId, ttlSeconds, lines), Origin);

    public static ReservationRequest Request(string reservationId, int ttlSeconds, params (string Key, long Quantity)[] lines) => new(
        reservationId, ReservationLines.Sum(lines.Select(line => new ReservationLine(StockKey.Parse(line.Key), line.Quantity))), ttlSeconds, null);

    /// <summary>Writes a record that some process made durable before it ended without anybody hearing of it.</summary>
    public async Task Record(string stream, string correlation, string kind, string json)
    {
        var commit = Get<GroupCommit>();
        var loaded = await commit.Load(stream);
        var record = new JournalRecord(kind, correlation, "test", DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes(json), null);
        Assert.Equal(AppendStatus.Durable, (await commit.Append(loaded.Writer, loaded.Version, [record])).Status);
    }

    public async Task AssertBalanced()
    {
        foreach (var process in Processes)
        {
            await process.GetRequiredService<StockViewWriter>().Flush();
        }

        var books = await Books.Run(CancellationToken.None);
        Assert.True(books.Balanced, string.Join("; ", books.Mismatches));
    }

    /// <summary>The process ends: what it had not made durable is gone, the journal stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        foreach (var thread in _threads)
        {
            thread.Dispose();
        }
    }

    private void AddTo(IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton(new EngineClock(time));
        services.AddSingleton(Journal);
        services.AddSingleton(_ => new ViewProgress(time));
        services.AddSingleton(p => new GroupCommit(Journal, _options, time, Thread("commit"), p.GetRequiredService<ViewProgress>()));
        services.AddSingleton(p => new StockViewWriter(
            Journal.Stock, time, new StockViewOptions(), Thread("view"), p.GetRequiredService<ViewProgress>()));
        if (_isShared)
        {
            services.AddSingleton(_ => new HeadChecks(Journal, _options, time, Thread("heads")));
        }

        services.AddGrainServices();
        _add?.Invoke(services);
    }

    private DedicatedThreadScheduler Thread(string name)
    {
        var thread = new DedicatedThreadScheduler(name);
        _threads.Add(thread);
        return thread;
    }
}
