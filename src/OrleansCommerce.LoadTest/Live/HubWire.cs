using System.Buffers;
using System.Text.Json;

namespace OrleansCommerce.LoadTest.Live;

/// <summary>Writes calls of the hub protocol.</summary>
internal static class HubWire
{
    private const byte Separator = 0x1E;

    /// <param name="arguments">Texts, whole numbers and nothing.</param>
    public static byte[] Call(string id, string target, IEnumerable<object?> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("type", 1);
            json.WriteString("invocationId", id);
            json.WriteString("target", target);
            json.WriteStartArray("arguments");
            foreach (var argument in arguments)
                Write(json, argument);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, Separator];
    }

    private static void Write(Utf8JsonWriter json, object? argument)
    {
        switch (argument)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case long number: json.WriteNumberValue(number); break;
            default: throw new ArgumentException($"The hub takes no {argument.GetType().Name}.", nameof(argument));
        }
    }
}
