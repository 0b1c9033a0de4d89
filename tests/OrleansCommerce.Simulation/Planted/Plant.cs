using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Participants.Watching;
using OrleansCommerce.Simulation.Silos;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

/// <summary>
/// Where a part of the engine may be replaced by a wrong one. As it is, nothing is replaced; each planted bug overrides what it needs.
/// </summary>
public abstract class Plant
{
    /// <summary>Whether silos look for holds that are due.</summary>
    public virtual bool Sweeps => true;

    /// <summary>Whether silos have those give way of whom more is held than there is.</summary>
    public virtual bool Relieves => true;

    /// <summary>Whether silos of a cluster look where a stream ends before an answer that writes nothing.</summary>
    public virtual bool ChecksHeads => true;

    /// <summary>The database itself.</summary>
    public virtual IJournal Store(IJournal database, World world) => database;

    /// <summary>One silo's way to the database.</summary>
    public virtual IJournal Link(IJournal storage, Silo silo) => storage;

    /// <summary>The door through which clients reach reservations.</summary>
    public virtual Door Door() => new PlainDoor();

    /// <summary>What somebody who watches keeps.</summary>
    public virtual ScreenMemory Memory() => new PlainMemory();
}

/// <summary>The engine as it is.</summary>
public sealed class NothingPlanted : Plant;
