using Orleans.Streams;
namespace Orleans.Runtime;

internal abstract class Activation : IGrainContext
{
    public static Activation? Current => throw new NotImplementedException();
    public static Activation Of(IGrainBase b) => (Activation)b.GrainContext;
    public abstract InProcessRuntime Runtime { get; }
    public string Key => throw new NotImplementedException();
    public void DelayDeactivation(TimeSpan t) => throw new NotImplementedException();
    public abstract GrainReference GrainReference { get; }
    public abstract GrainId GrainId { get; }
    public abstract object? GrainInstance { get; }
    public abstract IServiceProvider ActivationServices { get; }
    public abstract Task Deactivated { get; }
    public abstract void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);
}
internal abstract class InProcessRuntime : IClusterClient
{
    public abstract IServiceProvider ServiceProvider { get; }
    public abstract TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;
    public abstract IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);
    public abstract TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable;
    public abstract IStreamProvider GetStreamProvider(string n);
}
internal static class GrainTimer { public static IGrainTimer Register<T>(IGrainContext c, Func<T, CancellationToken, Task> cb, T s, GrainTimerCreationOptions o) => throw new NotImplementedException(); }
