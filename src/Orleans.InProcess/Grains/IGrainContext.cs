namespace Orleans.Runtime;

/// <summary>One activation of a grain, as its own code sees it.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    GrainReference GrainReference { get; }

    GrainId GrainId { get; }

    /// <summary>The grain object; null before it is constructed and after the activation has ended.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation. Scoped services live as long as the activation does.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>
    /// Starts the end of this activation: running requests finish, later ones are served by the next activation.
    /// A second call has no effect.
    /// </summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
