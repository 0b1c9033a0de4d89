using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Makes of a record of the feed the event that receivers are sent: the same bytes whenever it is made.</summary>
public static class FeedEvents
{
    /// <summary>Null: nobody is told of such records, or none of the patterns is for it.</summary>
    public static DeliveryEvent? Of(in StoredRecord stored, ImmutableArray<string> patterns)
    {
        if (!EventCatalog.ByRecord.TryGetValue(stored.Record.Kind, out var kind) || !IsWanted(patterns, kind.Type))
        {
            return null;
        }

        var id = Id(stored);
        var key = Key(stored.Stream);
        return new(stored.Position, stored.Version, id, kind.Type, stored.Stream, Body(stored, kind, id, key), stored.Record.At);
    }

    /// <summary>The same for the same record, in every attempt and replay.</summary>
    public static string Id(in StoredRecord stored) =>
        string.Create(CultureInfo.InvariantCulture, $"evt_{stored.Position}_{stored.Version}");

    private static bool IsWanted(ImmutableArray<string> patterns, string type)
    {
        foreach (var pattern in patterns)
        {
            if (EventCatalog.Matches(pattern, type))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlyMemory<byte> Body(in StoredRecord stored, EventKind kind, string id, string key)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", kind.Type);
        json.WriteNumber("schemaVersion", EventCatalog.Version);
        json.WriteString("timestamp", stored.Record.At.UtcDateTime);
        json.WriteString("key", key);
        json.WriteNumber("sequence", stored.Version);
        json.WriteString("correlationId", stored.Record.Correlation);
        json.WriteStartObject("data");
        var parts = key.Split('@', kind.IdNames.Count);
        for (var i = 0; i < parts.Length; i++)
        {
            json.WriteString(kind.IdNames[i], parts[i]);
        }

        if (kind.Type != kind.Record)
        {
            json.WriteString("change", kind.Change);
        }

        using var body = JsonDocument.Parse(stored.Record.Body);
        foreach (var property in body.RootElement.EnumerateObject().Where(property => !kind.IdNames.Take(parts.Length).Contains(property.Name)))
        {
            property.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The name of the stream without its noun: the item, order, transfer … that it is about.</summary>
    private static string Key(string stream) => stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
