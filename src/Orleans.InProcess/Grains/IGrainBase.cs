using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime needs of a grain class; <see cref="Grain"/> implements it.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call is served. What it throws reaches the waiting callers, and the next call tries a new activation.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call has ended. What it throws is logged and has no other effect.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
