namespace OrleansCommerce.Server.Hosting;

/// <summary>How far the start has come. The engine answers as soon as its journal is open; the demo data loads behind it.</summary>
public sealed class Readiness
{
    private volatile string? _failure;
    private long _loaded;

    /// <summary>True from when the journal is open and commands are accepted.</summary>
    public bool IsEngineStarted { get; private set; }

    public bool IsDemoLoading { get; private set; }

    /// <summary>Items of the demo in the engine so far, and in all; both 0 where no demo is loaded.</summary>
    public long DemoItemsLoaded => Interlocked.Read(ref _loaded);

    public long DemoItems { get; private set; }

    /// <summary>Why the demo could not be loaded, or null.</summary>
    public string? Failure => _failure;

    public bool IsReady => IsEngineStarted && !IsDemoLoading && _failure is null;

    internal void EngineStarted() => IsEngineStarted = true;

    internal void DemoStarted(long items) => (DemoItems, IsDemoLoading) = (items, true);

    internal void DemoProgressed(int items) => Interlocked.Add(ref _loaded, items);

    internal void DemoEnded(string? failure)
    {
        _failure = failure;
        IsDemoLoading = false;
    }
}
