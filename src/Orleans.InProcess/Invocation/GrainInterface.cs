namespace Orleans.Runtime;

/// <summary>One grain interface as implemented by one class: what all references of that kind share.</summary>
internal sealed class GrainInterface(Type type, GrainClass grainClass)
{
    private Func<object, string, GrainReference>? _create;

    public Type Type { get; } = type;

    public GrainClass Class { get; } = grainClass;

    public GrainReference Refer(string key) => (_create ??= ProxyEmitter.FactoryOf(Type))(this, key);
}
