namespace Orleans.Runtime;

public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    public GrainId GrainId => throw new NotImplementedException();
    internal string Key => throw new NotImplementedException();
    internal GrainReference To(Type t) => throw new NotImplementedException();
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);
    public override bool Equals(object? obj) => Equals(obj as GrainReference);
    public override int GetHashCode() => GrainId.GetHashCode();
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1?.Equals(reference2) ?? reference2 is null;
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);
}
