using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Benchmarks.Journal;

/// <summary>The engine as the server composes it, without the server: grains, runtime, group commit, view.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private const long OpeningStock = 1_000_000_000;
    private const int TtlSeconds = 86_400;
    private const int ReceiptsAtOnce = 2_048;

    private static readonly Origin Origin = new("benchmark");

    private readonly DedicatedThreadScheduler _commitThread = new("group-commit");
    private readonly DedicatedThreadScheduler _viewThread = new("stock-view");
    private readonly ServiceProvider _services;
    private readonly IGrainFactory _grains;
    private readonly ReservationService _reservations;

    private Engine(IJournal journal)
    {
        Journal = new MeteredJournal(journal);
        var progress = new ViewProgress(TimeProvider.System);
        var services = new ServiceCollection();
        services.AddSingleton(new EngineClock(TimeProvider.System));
        services.AddSingleton(progress);
        services.AddSingleton<IJournal>(_ => Journal);
        services.AddSingleton(_ => new GroupCommit(Journal, new GroupCommitOptions(), TimeProvider.System, _commitThread, progress));
        services.AddSingleton(_ => new StockViewWriter(Journal.Stock, TimeProvider.System, new StockViewOptions(), _viewThread, progress));
        services.AddGrainServices();
        services.AddInProcessOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StockGrain).Assembly);
            options.StreamProviders.Add(StockStreams.Provider);
        });
        _services = services.BuildServiceProvider();
        _grains = _services.GetRequiredService<IGrainFactory>();
        _reservations = _services.GetRequiredService<ReservationService>();
    }

    public MeteredJournal Journal { get; }

    public GroupCommitStatistics Commits => _services.GetRequiredService<GroupCommit>().Statistics;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<Engine> Start(IJournal journal)
    {
        var engine = new Engine(journal);
        await journal.Start(CancellationToken.None);
        foreach (var service in engine._services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        await engine.ForEach(
            await engine._services.GetRequiredService<StockViewWriter>().Start(engine.Journal),
            stream => engine._grains.GetGrain<IStockGrain>(stream[StockStreams.JournalPrefix.Length..]).Read());
        return engine;
    }

    /// <summary>Brings each item its first goods.</summary>
    public Task Receive(IEnumerable<StockKey> items) => ForEach(items, item =>
        _grains.GetGrain<IStockGrain>(item.ToString()).Execute(new Move("opening", MovementKind.Receipt, OpeningStock), Origin));

    /// <summary>Has each item loaded.</summary>
    public Task Read(IEnumerable<StockKey> items) => ForEach(items, item => _grains.GetGrain<IStockGrain>(item.ToString()).Read());

    /// <summary>A reservation of one unit, durable when this ends.</summary>
    /// <exception cref="InvalidOperationException">It was refused, so the figures would be of something else.</exception>
    public async Task Reserve(StockKey item, string reservationId)
    {
        var answer = await _reservations.Reserve(new(reservationId, [new ReservationLine(item, 1)], TtlSeconds, null), Origin);
        if (answer.Problem != ReservationProblem.None)
            throw new InvalidOperationException($"A reservation of {item} was refused: {answer.Problem}.");
    }

    /// <summary>As <see cref="Reserve"/>, by a client who comes again when the view is too far behind to take more.</summary>
    public async Task ReservePatiently(StockKey item, string reservationId)
    {
        while (true)
        {
            while (!_services.GetRequiredService<GroupCommit>().Admits(Admission.Bulk))
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            try
            {
                await Reserve(item, reservationId);
                return;
            }
            catch (RetriableException)
            {
                // Many have come in between; the same reservation is made again.
            }
        }
    }

    /// <summary>When this ends, the view shows everything.</summary>
    public async Task FlushView()
    {
        for (var progress = _services.GetRequiredService<ViewProgress>(); progress.Backlog > 0;)
            await _services.GetRequiredService<StockViewWriter>().Flush();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        await _services.GetRequiredService<StockViewWriter>().DisposeAsync();
        await _services.GetRequiredService<GroupCommit>().DisposeAsync();
        await Journal.DisposeAsync();
        _commitThread.Dispose();
        _viewThread.Dispose();
    }

    public async Task ForEach<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReceiptsAtOnce };
        await Parallel.ForEachAsync(items, options, async (item, _) => await work(item));
    }
}
