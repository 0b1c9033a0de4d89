using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Storage;

/// <summary>
/// How far each process says the view shows what it has written, as the shared database keeps it: what counts is the least of them, until
/// somebody takes over from those that have ended.
/// </summary>
public sealed class SharedProgress
{
    private readonly SortedDictionary<string, long> _through = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<bool>> _hasEnded = new(StringComparer.Ordinal);

    public long CleanThrough => _through.Count == 0 ? 0 : _through.Values.Min();

    /// <param name="hasEnded">Whether nothing of the process can be written any more.</param>
    public void Join(Host process, Func<bool> hasEnded)
    {
        _through.TryAdd(process.Name, CleanThrough);
        _hasEnded[process.Name] = hasEnded;
    }

    public void Written(Host process, long cleanThrough) =>
        _through[process.Name] = Math.Max(_through.GetValueOrDefault(process.Name, cleanThrough), cleanThrough);

    public long? TakeOver(Host process)
    {
        var ended = _through.Keys.Where(name => name != process.Name && _hasEnded[name]()).ToList();
        if (ended.Count == 0)
            return null;
        var left = ended.Min(name => _through[name]);
        foreach (var name in ended)
            _through.Remove(name);
        _through[process.Name] = Math.Min(_through.GetValueOrDefault(process.Name, left), left);
        return left;
    }
}
