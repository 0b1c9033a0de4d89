using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains. A reference costs one small object; nothing is activated before the first call.</summary>
public interface IGrainFactory
{
    /// <exception cref="ArgumentException">No class, or more than one, implements the interface, or the key is blank.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;
}
