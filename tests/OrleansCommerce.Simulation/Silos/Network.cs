using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Silos;

/// <summary>How long messages take, and which never arrive.</summary>
public sealed class Network(Chance chance, FaultBook faults, Scenario scenario)
{
    private const long MeanTicks = 3_000;

    private readonly Chance _delays = chance.Apart("network");

    public bool IsLost() => faults.Strikes(FaultKind.MessageLost, scenario.MessageFaults);

    public long LocalTicks() => _delays.Between(0, 200);

    public long Ticks() => faults.Strikes(FaultKind.MessageLate, scenario.MessageFaults)
        ? _delays.Around(MeanTicks * 100)
        : _delays.Around(MeanTicks);
}
