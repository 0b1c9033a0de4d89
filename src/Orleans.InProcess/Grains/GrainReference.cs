using System.ComponentModel;
using Orleans.Hosting;
using Orleans.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// The base of the classes that are emitted for grain interfaces. References to the same grain are equal, whatever their
/// interface, and may be passed to grains.
/// </summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainInterface _interface;

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GrainReference(object shared, string key)
    {
        _interface = (GrainInterface)shared;
        Key = key;
    }

    public GrainId GrainId => GrainId.Create(Class.Name, IdSpan.Create(Key));

    public string InterfaceName => _interface.Type.Name;

    internal string Key { get; }

    internal GrainClass Class => _interface.Class;

    /// <summary>The activation that the last call went to: spares the next one a look-up while it lives.</summary>
    internal Activation? LastActivation { get; set; }

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    public sealed override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    internal GrainReference To(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : Class.Runtime.Catalog.InterfaceOf(Class, interfaceType).Refer(Key);

    // The emitted methods call one of these four; their names are part of ProxyEmitter.
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task<TResult> SendForTaskOf<TResult>(Request<TResult> request, int options)
    {
        var task = request.Task;
        Send(request, options);
        return task;
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ValueTask<TResult> SendForValueTaskOf<TResult>(Request<TResult> request, int options) =>
        new(SendForTaskOf(request, options));

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task SendForTask(Request<NoResult> request, int options)
    {
        if ((options & (int)MessageOptions.OneWay) == 0)
            return SendForTaskOf(request, options);
        Send(request, options);
        return Task.CompletedTask;
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ValueTask SendForValueTask(Request<NoResult> request, int options) => new(SendForTask(request, options));

    private void Send(GrainRequest request, int options)
    {
        request.Options = (MessageOptions)options;
        request.Send(this);
    }
}
