using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Which class stands behind which interface: found once, at start.</summary>
internal sealed class GrainCatalog
{
    private readonly List<GrainClass> _classes;
    private readonly Dictionary<GrainType, GrainClass> _byName = [];
    private readonly Dictionary<Type, GrainInterface[]> _byInterface = [];
    private readonly Dictionary<GrainClass, GrainInterface> _primary = [];

    /// <exception cref="InvalidOperationException">Two classes claim the same interface or the same name; both are named.</exception>
    public GrainCatalog(IEnumerable<Assembly> assemblies, Func<Type, GrainClass> describe)
    {
        _classes = [.. assemblies.Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(IsGrainClass)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(describe)];
        foreach (var grainClass in _classes)
        {
            if (!_byName.TryAdd(grainClass.Name, grainClass))
                throw Ambiguous($"the grain type '{grainClass.Name}'", grainClass, _byName[grainClass.Name]);
            foreach (var type in InterfacesOf(grainClass.Type))
                _byInterface[type] = [.. _byInterface.GetValueOrDefault(type, []), new GrainInterface(type, grainClass)];
        }

        var owners = new Dictionary<Type, GrainClass>();
        foreach (var grainClass in _classes)
        {
            foreach (var type in OwnInterfacesOf(grainClass.Type))
            {
                if (!owners.TryAdd(type, grainClass) && !IsNamedAfter(type, grainClass) && !IsNamedAfter(type, owners[type]))
                    throw Ambiguous($"the interface {type.FullName}", grainClass, owners[type]);
                _primary.TryAdd(grainClass, InterfaceOf(grainClass, type));
            }
        }
    }

    public IReadOnlyList<GrainClass> Classes => _classes;

    /// <exception cref="ArgumentException">No class, or more than one, fits.</exception>
    public GrainInterface Resolve(Type interfaceType, string? classNamePrefix = null)
    {
        var found = _byInterface.GetValueOrDefault(interfaceType, []);
        if (classNamePrefix is not null)
        {
            found = Array.FindAll(found, entry => entry.Class.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal));
            if (Array.Find(found, entry => entry.Class.Type.FullName == classNamePrefix) is { } exact)
                return exact;
        }
        else if (found.Length > 1 && Array.Find(found, entry => IsNamedAfter(interfaceType, entry.Class)) is { } named)
        {
            return named;
        }

        return found switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class for {interfaceType.FullName} was found in the given assemblies."),
            _ => throw new ArgumentException(
                $"Several grain classes implement {interfaceType.FullName}: {string.Join(", ", found.Select(entry => entry.Class.Type.FullName))}."),
        };
    }

    /// <exception cref="ArgumentException">There is no such class here.</exception>
    public GrainClass ClassOf(GrainType name) =>
        _byName.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no grain class for the type '{name}'.");

    /// <exception cref="InvalidCastException">The class does not implement the interface.</exception>
    public GrainInterface InterfaceOf(GrainClass grainClass, Type interfaceType) =>
        Array.Find(_byInterface.GetValueOrDefault(interfaceType, []), entry => ReferenceEquals(entry.Class, grainClass))
        ?? throw new InvalidCastException($"{grainClass.Type.FullName} does not implement the grain interface {interfaceType.FullName}.");

    /// <summary>The interface by which a grain refers to itself.</summary>
    public GrainInterface PrimaryInterfaceOf(GrainClass grainClass) => _primary[grainClass];

    /// <summary>Whether the class is the usual one of an interface that several implement: <c>StockGrain</c> for <c>IStockGrain</c>.</summary>
    private static bool IsNamedAfter(Type interfaceType, GrainClass grainClass) =>
        interfaceType.Name.AsSpan(1).SequenceEqual(grainClass.Type.Name);

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrain).IsAssignableFrom(type)
        && !typeof(GrainReference).IsAssignableFrom(type);

    private static IEnumerable<Type> InterfacesOf(Type type) => type.GetInterfaces()
        .Where(candidate => typeof(IGrain).IsAssignableFrom(candidate))
        .OrderBy(candidate => candidate.FullName, StringComparer.Ordinal);

    /// <summary>The grain interfaces of a class from which none of its others derives, without those that only say what the key is.</summary>
    private static IEnumerable<Type> OwnInterfacesOf(Type type)
    {
        var all = InterfacesOf(type).ToList();
        return all.Where(candidate =>
            candidate.Assembly != typeof(IGrain).Assembly
            && !all.Exists(other => other != candidate && candidate.IsAssignableFrom(other)));
    }

    private static InvalidOperationException Ambiguous(string what, GrainClass one, GrainClass other) =>
        new($"Two grain classes claim {what}: {other.Type.FullName} and {one.Type.FullName}.");
}
