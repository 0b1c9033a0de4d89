using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Streams;
using OrleansCommerce.Domain.Reservations;
using OrleansCommerce.Domain.Stock;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Reservations;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// Two silos over one journal, each with a group commit and a view writer of its own. Grains live on either, so about every second
/// message, answer and exception crosses from one to the other.
/// </summary>
public sealed class TwoSilosTests
{
    private static readonly string[] Items = [.. Enumerable.Range(0, 24).Select(i => $"sku-{i}@wm-1")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reserve_FromBothSilosAtOnce_HoldsExactlyWhatIsThere()
    {
        await using var engine = await Start();
        await Task.WhenAll(Items.Select(item => engine.Receive(item, 10)));
        var answers = await Task.WhenAll(Items.SelectMany(item => Enumerable.Range(0, 40).Select(i =>
            Reservations(engine, i % 2).Reserve(Engine.Request($"{item.Replace('@', '-')}-{i}", 600, (item, 1)), Engine.Origin))));

        Assert.Equal(10 * Items.Length, answers.Count(answer => answer.Problem == ReservationProblem.None));
        Assert.Equal(30 * Items.Length, answers.Count(answer => answer.Problem == ReservationProblem.InsufficientStock));
        AssertBothWrote(engine);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Basket_OverItemsOfBothSilos_IsAllOrNoneAndItsStepsReachEveryLine()
    {
        await using var engine = await Start();
        await Task.WhenAll(Items.Select(item => engine.Receive(item, 2)));
        var lines = Items.Select(item => (item, 2L)).ToArray();
        foreach (var id in new[] { "r-0", "r-1" })
        {
            Assert.Equal(ReservationProblem.None, (await engine.Reserve(id, 600, lines)).Problem);
            Assert.Equal(ReservationProblem.InsufficientStock, (await engine.Reserve($"{id}-late", 600, lines)).Problem);
            Assert.Equal(ReservationStatus.Confirmed, (await engine.Reservations.Confirm(id, Engine.Origin)).Reservation?.Status);
            var other = Reservations(engine, 1);
            var ended = id == "r-0" ? await other.Release(id, Engine.Origin) : await other.Fulfil(id, Engine.Origin);
            Assert.Equal(ReservationProblem.None, ended.Problem);
        }

        var items = await Task.WhenAll(Items.Select(item => engine.Item(item).Read()));
        Assert.All(items, figures => Assert.Equal((0, 0), (figures.OnHand, figures.Reserved)));
        AssertBothWrote(engine);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Append_OfUnknownOutcome_IsToldByTheSameExceptionFromEitherSilo()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        await using var engine = await Engine.Start(journal, processes: 2);
        foreach (var item in Items)
        {
            await engine.Receive(item, 1);
            journal.Faults.FailNext(AppendFailure.UnknownNotWritten);
            var reserve = new Reserve(item.Replace('@', '-'), 1, 600, null, OfBasket: false);
            var failed = await Assert.ThrowsAsync<RetriableException>(() => engine.Item(item).Execute(reserve, Engine.Origin));
            Assert.Contains($"stock/{item}", failed.Message, StringComparison.Ordinal);
            Assert.Null((await engine.Item(item).Execute(reserve, Engine.Origin)).Refusal);
        }

        AssertBothWrote(engine);
        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Sweep_OfOneSilo_LetsGoOfWhatIsDueOnBoth()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        await using var engine = await Engine.Start(new MemoryJournal(clock), clock, processes: 2);
        foreach (var item in Items)
        {
            await engine.Receive(item, 1);
            await engine.Reserve(item.Replace('@', '-'), 10, (item, 1));
        }

        AssertBothWrote(engine);
        await engine.AssertBalanced();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await engine.Sweep.Once());
        foreach (var item in Items)
        {
            Assert.Contains(await engine.Journal.ReadCorrelation(item.Replace('@', '-'), 10), record => record.Record.Kind == "stock.holdEnded");
        }

        await engine.AssertBalanced();
    }

    [Fact]
    public async Task Silo_ThatEnds_LeavesItsItemsToTheOther()
    {
        await using var engine = await Start();
        foreach (var item in Items)
        {
            await engine.Receive(item, 3);
            await engine.Reserve(item.Replace('@', '-'), 600, (item, 1));
        }

        AssertBothWrote(engine);
        await engine.Runtime.StopLast();
        Assert.Single(engine.Processes);
        foreach (var item in Items)
        {
            var confirmed = await engine.Reservations.Confirm(item.Replace('@', '-'), Engine.Origin);
            Assert.Equal(ReservationStatus.Confirmed, confirmed.Reservation?.Status);
            Assert.Equal((3, 1), ((await engine.Item(item).Read()).OnHand, (await engine.Item(item).Read()).Reserved));
        }
    }

    [Fact]
    public async Task Changes_OfBothSilos_ReachASubscriberOfOne()
    {
        await using var engine = await Start();
        var missing = new HashSet<string>(Items, StringComparer.Ordinal);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = StockStreams.Location(engine.Get<IClusterClient>().GetStreamProvider(StockStreams.Provider), "wm-1");
        await stream.SubscribeAsync((changed, _) =>
        {
            lock (missing)
            {
                if (changed.Figures.OnHand == 3 && missing.Remove(changed.Key.ToString()) && missing.Count == 0)
                {
                    all.SetResult();
                }
            }

            return Task.CompletedTask;
        });

        // Each silo knows only of its own watchers.
        foreach (var process in engine.Processes)
        {
            process.GetRequiredService<StockWatch>().Add(StockStreams.ByLocation, "wm-1");
        }

        await Task.WhenAll(Items.Select(item => engine.Receive(item, 3)));
        await all.Task.WaitAsync(Patience);
        AssertBothWrote(engine);
    }

    private static Task<Engine> Start() => Engine.Start(new MemoryJournal(TimeProvider.System), processes: 2);

    private static ReservationService Reservations(Engine engine, int process) =>
        engine.Processes[process].GetRequiredService<ReservationService>();

    /// <summary>Placement is random, so with one silo idle the test would have shown nothing.</summary>
    private static void AssertBothWrote(Engine engine)
    {
        Assert.Equal(2, engine.Processes.Count);
        Assert.All(engine.Processes, process => Assert.NotEqual(0, process.GetRequiredService<GroupCommit>().Statistics.Records));
    }
}
