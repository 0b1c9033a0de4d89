using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// The base of grain classes. An instance is made by the runtime inside a turn of its own activation, and all of its code
/// runs in such turns, one at a time.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <exception cref="InvalidOperationException">The grain was made by other code than the runtime.</exception>
    protected Grain()
        : this(Activation.Current
            ?? throw new InvalidOperationException("A grain object is made by the runtime, inside a turn of its activation."))
    {
    }

    private Grain(IGrainContext context) => GrainContext = context;

    public IGrainContext GrainContext { get; }

    public GrainReference GrainReference => GrainContext.GrainReference;

    public string IdentityString => GrainContext.GrainId.ToString();

    protected IGrainFactory GrainFactory => Activation.Of(this).Runtime;

    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates when the running requests have ended.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Puts off idle deactivation for at least this time; zero or less takes an earlier wish back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(this).DelayDeactivation(timeSpan);
}
