namespace Orleans.Runtime;

/// <summary>The life of an activation, in order.</summary>
internal enum ActivationState : byte
{
    /// <summary>In the directory, without a grain object.</summary>
    New,

    /// <summary>Under construction or in <c>OnActivateAsync</c>; calls wait.</summary>
    Activating,

    /// <summary>Serves calls.</summary>
    Valid,

    /// <summary>Serves the calls that are inside; new ones wait.</summary>
    Deactivating,

    /// <summary>In <c>OnDeactivateAsync</c>; calls wait.</summary>
    Ending,

    /// <summary>Out of the directory; what still arrives goes on to the next activation.</summary>
    Ended,
}
