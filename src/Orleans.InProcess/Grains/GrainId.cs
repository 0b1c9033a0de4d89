namespace Orleans.Runtime;

/// <summary>A grain's identity: the type of its class and its key.</summary>
[Immutable]
public readonly struct GrainId : IEquatable<GrainId>, IComparable<GrainId>
{
    private readonly GrainType _type;
    private readonly IdSpan _key;

    public GrainId(GrainType type, IdSpan key)
    {
        _type = type;
        _key = key;
    }

    public GrainType Type => _type;

    public IdSpan Key => _key;

    public bool IsDefault => _type.IsDefault && _key.IsDefault;

    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new GrainId(type, IdSpan.Create(key));
    }

    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    public bool Equals(GrainId other) => _key.Equals(other._key) && _type.Equals(other._type);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => StableHash.Combine(_type.GetHashCode(), _key.GetHashCode());

    public int CompareTo(GrainId other)
    {
        var byType = _type.CompareTo(other._type);
        return byType != 0 ? byType : _key.CompareTo(other._key);
    }

    public override string ToString() => $"{_type}/{_key}";
}
