namespace OrleansCommerce.Simulation.Clients;

/// <summary>What a client knows after a request and its retries.</summary>
/// <param name="IsKnown">False: no answer came, and anything may have happened.</param>
/// <param name="Attempts">How often it was sent.</param>
public readonly record struct Reply<T>(bool IsKnown, T? Value, int Attempts);
