using Orleans;

namespace OrleansCommerce.Benchmarks.Runtime;

/// <summary>Does nothing, so that what is measured is the call.</summary>
[Alias("benchmark.echo")]
public interface IEchoGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<int> Echo(int value);
}

/// <inheritdoc cref="IEchoGrain"/>
public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Echo(int value) => Task.FromResult(value);
}
