using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>
/// The stored form of one aggregate's events: a kind, and a body in UTF-8 JSON. Kinds and property names are the stored format; a kind
/// that is not listed is an error, on writing and on reading.
/// </summary>
public sealed class EventCodec<TEvent>
    where TEvent : notnull
{
    private readonly Dictionary<Type, (string Kind, JsonTypeInfo Type)> _byType = [];
    private readonly Dictionary<string, JsonTypeInfo> _byKind = new(StringComparer.Ordinal);

    public EventCodec<TEvent> Add<T>(string kind, JsonTypeInfo<T> type)
        where T : TEvent
    {
        _byType.Add(typeof(T), (kind, type));
        _byKind.Add(kind, type);
        return this;
    }

    public (string Kind, ReadOnlyMemory<byte> Body) Encode(TEvent happened)
    {
        var (kind, type) = _byType[happened.GetType()];
        return (kind, JsonSerializer.SerializeToUtf8Bytes(happened, type));
    }

    public TEvent Decode(string kind, ReadOnlyMemory<byte> body) =>
        _byKind.TryGetValue(kind, out var type)
            ? (TEvent)JsonSerializer.Deserialize(body.Span, type)!
            : throw new JsonException($"The journal holds an event of kind '{kind}', which this version does not know.");
}

