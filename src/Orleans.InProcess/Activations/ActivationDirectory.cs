using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The activations of one class.</summary>
internal abstract class ActivationDirectory
{
    public abstract int Count { get; }

    public abstract bool IsEmpty { get; }

    public abstract bool Has(string key);

    /// <summary>The activation that shall have the next message for this key, made if there is none.</summary>
    public abstract Activation Pick(string key);

    /// <summary>Takes an ended activation out, if it is still in.</summary>
    public abstract void Remove(Activation activation);

    /// <summary>All activations, in no order.</summary>
    public abstract IEnumerable<Activation> All();
}

/// <summary>One activation per key.</summary>
internal sealed class SingleDirectory(GrainClass grainClass) : ActivationDirectory
{
    private readonly ConcurrentDictionary<string, Activation> _byKey = new(StringComparer.Ordinal);

    public override int Count => _byKey.Count;

    public override bool IsEmpty => _byKey.IsEmpty;

    public override bool Has(string key) => _byKey.ContainsKey(key);

    public override Activation Pick(string key) =>
        _byKey.TryGetValue(key, out var found)
            ? found
            : _byKey.GetOrAdd(key, static (fresh, shared) => new Activation(shared, fresh), grainClass);

    public override void Remove(Activation activation) => _byKey.TryRemove(new(activation.Key, activation));

    public override IEnumerable<Activation> All() => _byKey.Select(entry => entry.Value);
}

/// <summary>Several activations per key, up to the limit of the class.</summary>
internal sealed class WorkerDirectory(GrainClass grainClass) : ActivationDirectory
{
    private readonly ConcurrentDictionary<string, List<Activation>> _byKey = new(StringComparer.Ordinal);

    public override int Count => All().Count();

    public override bool IsEmpty => !All().Any();

    public override bool Has(string key)
    {
        if (!_byKey.TryGetValue(key, out var workers))
            return false;
        lock (workers)
            return workers.Count > 0;
    }

    /// <summary>The first that is free, else a new one, else the one with the fewest messages.</summary>
    public override Activation Pick(string key)
    {
        var workers = _byKey.GetOrAdd(key, static _ => []);
        lock (workers)
        {
            var best = workers.MinBy(worker => worker.Load);
            if (best is null || (best.Load > 0 && workers.Count < grainClass.MaxWorkers))
            {
                best = new Activation(grainClass, key);
                workers.Add(best);
            }

            best.AddLoad();
            return best;
        }
    }

    public override void Remove(Activation activation)
    {
        if (!_byKey.TryGetValue(activation.Key, out var workers))
            return;
        lock (workers)
            workers.Remove(activation);
    }

    public override IEnumerable<Activation> All()
    {
        foreach (var (_, workers) in _byKey)
        {
            Activation[] copy;
            lock (workers)
                copy = [.. workers];
            foreach (var worker in copy)
                yield return worker;
        }
    }
}
