namespace Orleans.Runtime;

/// <summary>The identity of a stream: a namespace and a key. Equality is ordinal; the hash is the same in every process.</summary>
[Immutable]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? ns, string key)
    {
        _namespace = ns;
        _key = key;
    }

    public static StreamId Create(string? ns, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new StreamId(string.IsNullOrEmpty(ns) ? null : ns, key);
    }

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);

    public string GetKeyAsString() => _key ?? "";

    public string? GetNamespace() => _namespace;

    public bool Equals(StreamId other) =>
        string.Equals(_key, other._key, StringComparison.Ordinal)
        && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => StableHash.Combine(StableHash.Of(_namespace), StableHash.Of(_key));

    public int CompareTo(StreamId other)
    {
        var byNamespace = string.CompareOrdinal(_namespace, other._namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(_key, other._key);
    }

    public override string ToString() => $"{_namespace ?? "null"}/{_key}";
}
