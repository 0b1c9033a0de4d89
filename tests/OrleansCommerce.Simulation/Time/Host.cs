namespace OrleansCommerce.Simulation.Time;

/// <summary>A simulated process: what it runs stops with it.</summary>
public sealed class Host(string name)
{
    public string Name { get; } = name;

    /// <summary>Its code is not run any more, ever.</summary>
    public bool IsDead { get; set; }

    /// <summary>Its code is not run until it goes on.</summary>
    public bool IsPaused { get; set; }

    internal List<IRunnable> ParkedRuns { get; } = [];

    internal List<Action> ParkedEvents { get; } = [];
}

/// <summary>Something with code to run, one piece at a time.</summary>
internal interface IRunnable
{
    Host Host { get; }

    string Name { get; }

    /// <summary>Runs one piece; answers whether there is more.</summary>
    bool RunOne();
}
