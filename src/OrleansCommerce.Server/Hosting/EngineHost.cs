using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Hosting;

/// <summary>Starts the engine before the first request is taken, and ends it after the last.</summary>
internal sealed class EngineHost(IJournal journal, Readiness readiness) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await journal.Start(cancellationToken);
        readiness.EngineStarted();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
