using System.Collections.Concurrent;

namespace OrleansCommerce.Runtime;

/// <summary>What test grains tell, and the gates at which they wait.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<string> _told = new();

    public IReadOnlyList<string> Told => [.. _told];

    public void Tell(string what) => _told.Enqueue(what);

    public Task Gate(string name) => _gates.GetOrAdd(name, _ => new()).Task;

    public void Open(string name) => _gates.GetOrAdd(name, _ => new()).TrySetResult();
}
