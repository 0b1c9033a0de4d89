using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
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

    private readonly ServiceProvider _services;
    private readonly List<IDisposable> _threads = [];

    private Engine(IJournal journal, TimeProvider time, GroupCommitOptions options)
    {
        Journal = journal;
        var services = new ServiceCollection();
        services.AddSingleton(new EngineClock(time));
        services.AddSingleton<IJournal>(_ => journal);
        services.AddSingleton(_ => new ViewProgress(time));
        services.AddSingleton(p => new GroupCommit(journal, options, time, Thread("commit"), p.GetRequiredService<ViewProgress>()));
        services.AddSingleton(p => new StockViewWriter(
            journal.Stock, time, new StockViewOptions(), Thread("view"), p.GetRequiredService<ViewProgress>()));
        services.AddGrainServices();
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
            options.StreamProviders.Add(StockStreams.Provider);
        });
        _services = services.BuildServiceProvider();
    }

    public IJournal Journal { get; }

    public ReservationService Reservations => Get<ReservationService>();

    public ExpirySweep Sweep => Get<ExpirySweep>();

    public BooksAudit Books => Get<BooksAudit>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<Engine> Start(IJournal journal, TimeProvider? time = null, GroupCommitOptions? options = null)
    {
        var engine = new Engine(journal, time ?? TimeProvider.System, options ?? new GroupCommitOptions());
        await journal.Start(CancellationToken.None);
        foreach (var service in engine._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        foreach (var stream in await engine.Get<StockViewWriter>().Start(journal))
        {
            await engine.Item(StockKey.Parse(stream[StockStreams.JournalPrefix.Length..])).Read();
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

    public async Task AssertBalanced()
    {
        var books = await Books.Run(CancellationToken.None);
        Assert.True(books.Balanced, string.Join("; ", books.Mismatches));
    }

    /// <summary>The process ends: what it had not made durable is gone, the journal stays.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await Get<StockViewWriter>().DisposeAsync();
        await Get<GroupCommit>().DisposeAsync();
        _threads.ForEach(thread => thread.Dispose());
    }

    private DedicatedThreadScheduler Thread(string name)
    {
        var thread = new DedicatedThreadScheduler(name);
        _threads.Add(thread);
        return thread;
    }
}
