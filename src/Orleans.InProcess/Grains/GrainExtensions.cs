using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity and references of grains and of references to them.</summary>
public static class GrainExtensions
{
    /// <summary>The identity of a grain or of the grain behind a reference.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase own => own.GrainContext.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType().FullName} is neither a grain nor a reference to one.", nameof(grain)),
    };

    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.Key,
        IGrainBase { GrainContext: Activation own } => own.Key,
        _ => GetGrainId(grain).Key.ToString(),
    };

    /// <summary>A reference to this grain, to be given to others in place of <c>this</c>.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var reference = grain switch
        {
            GrainReference given => given,
            IGrainBase own => own.GrainContext.GrainReference,
            null => throw new ArgumentNullException(nameof(grain)),
            _ => throw new ArgumentException($"{grain.GetType().FullName} is neither a grain nor a reference to one.", nameof(grain)),
        };
        return (TGrainInterface)(object)reference.To(typeof(TGrainInterface));
    }

    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();
}
