namespace Orleans.Runtime;

/// <summary>One part of a grain's identity. Equality is ordinal; the hash is the same in every process.</summary>
[Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    public bool IsDefault => string.IsNullOrEmpty(_value);

    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new IdSpan(id);
    }

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    public bool Equals(IdSpan obj) => string.Equals(_value, obj._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => StableHash.Of(_value);

    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";
}
