namespace OrleansCommerce.Simulation.Faults;

/// <summary>What can go wrong.</summary>
public enum FaultKind
{
    /// <summary>A call or an answer between silos, or between a client and a silo, never arrives.</summary>
    MessageLost,

    /// <summary>A call arrives twice.</summary>
    MessageDuplicated,

    /// <summary>A call or an answer takes a hundred times as long as the others.</summary>
    MessageLate,

    /// <summary>The storage refuses a batch, and says so.</summary>
    AppendFailed,

    /// <summary>The answer of the storage is lost; the batch may be written, not written, or, in a cluster, be written later.</summary>
    AppendUncertain,

    /// <summary>A read fails.</summary>
    ReadFailed,

    /// <summary>The storage answers nothing but errors for a while.</summary>
    StorageOut,

    /// <summary>Each answer of the storage takes 50 times as long, for a while.</summary>
    StorageSlow,

    /// <summary>A silo ends between two instructions, and a new one takes its place.</summary>
    SiloCrashed,

    /// <summary>A silo is stopped in good order, and a new one takes its place.</summary>
    SiloStopped,

    /// <summary>A silo stands still for a while and goes on, as with a long collection.</summary>
    SiloPaused,

    /// <summary>The others take a silo for dead; it does not know and goes on for a while. In a cluster only.</summary>
    SiloEstranged,

    /// <summary>The wall clock of a silo jumps, forwards or back.</summary>
    ClockJumped,

    /// <summary>A silo's timers run early or late.</summary>
    TimerSkewed,

    /// <summary>The directory leads calls of one grain to two silos for a while. In a cluster only.</summary>
    ActivationDoubled,
}
