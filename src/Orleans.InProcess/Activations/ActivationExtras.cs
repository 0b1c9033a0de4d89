using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>What most activations never need, apart from them so that they stay small.</summary>
internal sealed class ActivationExtras
{
    private TaskCompletionSource? _deactivated;
    private AsyncServiceScope? _scope;

    /// <summary>The reason of the end; the first one counts.</summary>
    public DeactivationReason? Reason { get; set; }

    public CancellationToken EndToken { get; set; }

    /// <summary>The timestamp until which idleness does not matter; zero for none.</summary>
    public long KeepUntil { get; set; }

    public List<GrainTimer>? Timers { get; set; }

    public Task Deactivated => DeactivatedSource.Task;

    private TaskCompletionSource DeactivatedSource =>
        _deactivated ?? Interlocked.CompareExchange(ref _deactivated, new(), null) ?? _deactivated;

    public IServiceProvider ServicesOf(IServiceProvider root)
    {
        lock (this)
            return (_scope ??= root.CreateAsyncScope()).ServiceProvider;
    }

    public ValueTask DisposeScopeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void SetDeactivated() => DeactivatedSource.TrySetResult();
}
