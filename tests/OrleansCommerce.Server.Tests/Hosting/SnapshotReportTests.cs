using Microsoft.Extensions.Logging;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Hosting;

namespace OrleansCommerce.Server.Tests.Hosting;

public sealed class SnapshotReportTests
{
    [Fact]
    public async Task Snapshots_ThatAreDropped_AreSaidOnceWithTheReason()
    {
        await using var journal = new MemoryJournal(TimeProvider.System);
        await using var writer = new SnapshotWriter(journal, TaskScheduler.Default);
        var log = new Lines();
        using var report = new SnapshotReport(writer, log);
        Assert.Equal(0, report.Look(0));
        Assert.Empty(log.Said);

        writer.Offer("stock/a@1", new SnapshotTaken(1, () => throw new InvalidOperationException("It cannot be encoded.")));
        await writer.Settled();

        Assert.Equal(1, report.Look(0));
        Assert.Equal(1, report.Look(1));
        var (text, cause) = Assert.Single(log.Said);
        Assert.StartsWith("1 snapshots were not written", text, StringComparison.Ordinal);
        Assert.Equal("It cannot be encoded.", cause?.Message);
    }

    private sealed class Lines : ILogger<SnapshotReport>
    {
        public List<(string Text, Exception? Cause)> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add((formatter(state, exception), exception));
    }
}
