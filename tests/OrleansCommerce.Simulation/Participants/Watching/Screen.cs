using OrleansCommerce.Grains.Stock;
using OrleansCommerce.Simulation.Silos;

namespace OrleansCommerce.Simulation.Participants.Watching;

/// <summary>Somebody who watches, and the silo that tells them of changes, if any.</summary>
internal sealed class Screen(string name, ScreenMemory memory)
{
    public string Name => name;

    public ScreenMemory Memory => memory;

    public Silo? Silo { get; private set; }

    /// <summary>What comes over an earlier connection does not arrive.</summary>
    public int Connection { get; private set; }

    public void Connect(Silo? silo)
    {
        Silo = silo;
        Connection++;
    }

    public void Told(int connection, StockChanged changed)
    {
        if (connection == Connection)
            memory.Take(changed.Key.ToString(), ShownItem.Of(changed.Figures, changed.Position));
    }
}
