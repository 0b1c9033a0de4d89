using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>What all activations of one grain class share.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _create;
    private readonly bool _takesContext;

    public GrainClass(InProcessRuntime runtime, Type type, Func<Type, bool> livesInScope)
    {
        Runtime = runtime;
        Type = type;
        Name = GrainType.Create(NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        AgeLimit = AgeLimitOf(type, runtime.Options.CollectionAge);
        var injected = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).ToArray();
        _takesContext = injected.Any(parameter => parameter.ParameterType == typeof(IGrainContext));
        NeedsScope = injected.Any(parameter => livesInScope(parameter.ParameterType));
        _create = ActivatorUtilities.CreateFactory(type, _takesContext ? [typeof(IGrainContext)] : []);
        Directory = MaxWorkers == 0 ? new SingleDirectory(this) : new WorkerDirectory(this);
    }

    public InProcessRuntime Runtime { get; }

    public Type Type { get; }

    public GrainType Name { get; }

    public bool IsReentrant { get; }

    /// <summary>The most activations per key of a stateless worker; zero for other classes.</summary>
    public int MaxWorkers { get; }

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> if activations never end for being idle.</summary>
    public TimeSpan AgeLimit { get; }

    /// <summary>Whether construction asks for services that are not singletons.</summary>
    public bool NeedsScope { get; }

    public ActivationDirectory Directory { get; }

    public object CreateInstance(Activation activation) => _create(
        NeedsScope ? activation.ActivationServices : Runtime.ServiceProvider,
        _takesContext ? [activation] : null);

    private static string NameOf(Type type)
    {
        const string ending = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
    }

    private static TimeSpan AgeLimitOf(Type type, TimeSpan general)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute)))
            return Timeout.InfiniteTimeSpan;
        return type.GetCustomAttribute<CollectionAgeLimitAttribute>() switch
        {
            null => general,
            { AlwaysActive: true } => Timeout.InfiniteTimeSpan,
            var limit => limit.AgeLimit,
        };
    }
}
