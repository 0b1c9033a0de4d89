using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>An event, or an effect, inside a snapshot: as in the journal, by its kind. Property names are the stored format.</summary>
internal sealed record StoredEvent(string Kind, JsonElement Event);

/// <summary>Writes and reads what a snapshot keeps of events.</summary>
internal static class StoredEvents
{
    public static ImmutableArray<StoredEvent> Write<TEvent>(EventCodec<TEvent> codec, IEnumerable<TEvent> events)
        where TEvent : notnull =>
    [
        .. events.Select(happened =>
        {
            var (kind, body) = codec.Encode(happened);
            return new StoredEvent(kind, JsonElement.Parse(body.Span));
        }),
    ];

    public static TEvent Read<TEvent>(EventCodec<TEvent> codec, StoredEvent stored)
        where TEvent : notnull => codec.Decode(stored.Kind, JsonMarshal.GetRawUtf8Value(stored.Event).ToArray());
}
