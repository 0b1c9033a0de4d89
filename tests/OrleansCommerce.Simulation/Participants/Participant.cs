using System.Runtime.CompilerServices;
using Orleans.Hosting;
using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Checks;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants;

/// <summary>
/// One noun of the engine in the simulation: what clients do with it, what must hold of it, and the plain model that says so. A participant
/// learns everything from three sides: what clients were told, what grains answered, and what became durable.
/// </summary>
public abstract class Participant(SeedRun run)
{
    protected SeedRun Run { get; } = run;

    /// <summary>The share of the clients' operations; 0 for those that only watch.</summary>
    public virtual int Weight => 0;

    /// <summary>Before the faults start: what the others need, such as stock.</summary>
    public virtual Task Prepare(Client client) => Task.CompletedTask;

    /// <summary>One operation of a client, retries included.</summary>
    public virtual Task Work(Client client) => Task.CompletedTask;

    /// <summary>Beside the clients, until the faults stop. Called once.</summary>
    public virtual Task WorkBeside(Client client) => Task.CompletedTask;

    /// <summary>A record has become durable. Called in the order in which they do.</summary>
    public virtual void Committed(StoredRecord record)
    {
    }

    /// <summary>A grain gives an answer away, in that very turn.</summary>
    /// <param name="sentAt">When its caller sent the call, in virtual ticks.</param>
    public virtual void Answered(GrainRequest request, long sentAt)
    {
    }

    /// <summary>Rows of the view are written: somebody may read them from now on.</summary>
    public virtual void Shown(IReadOnlyList<StockRow> rows)
    {
    }

    /// <summary>Somebody who watches is told of a change.</summary>
    public virtual void Published(StockChanged changed)
    {
    }

    /// <summary>After the faults have stopped and everything had its time: what has to be asked before the end can be judged.</summary>
    public virtual Task Settle(Client client) => Task.CompletedTask;

    /// <summary>What must hold in the end.</summary>
    public virtual void AtEnd()
    {
    }

    protected void Require(bool holds, string rule, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
            Run.World.Violate(rule, detail.Text());
    }
}
