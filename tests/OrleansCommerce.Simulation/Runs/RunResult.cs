using OrleansCommerce.Simulation.Faults;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Runs;

/// <summary>How one run ended.</summary>
/// <param name="Faults">How often each <see cref="FaultKind"/> struck.</param>
public sealed record RunResult(Scenario Scenario, Violation? Violation, long Steps, long VirtualTicks, int Operations, IReadOnlyList<long> Faults);
