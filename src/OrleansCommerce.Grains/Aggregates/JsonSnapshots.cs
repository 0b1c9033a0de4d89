using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Aggregates;

/// <summary>Snapshots as one byte with the version of their format and UTF-8 JSON behind it.</summary>
internal static class JsonSnapshots
{
    private const byte Format = 1;

    /// <param name="parts">How many parts the state has now.</param>
    /// <param name="copy">Copies the state at once.</param>
    /// <param name="restore">Makes a state of a copy.</param>
    public static SnapshotForm<TState> Of<TState, TStored>(
        Func<TState, int> parts, Func<TState, TStored> copy, Func<TStored, TState> restore, JsonTypeInfo<TStored> type)
        where TStored : class => new(
        parts,
        state =>
        {
            var copied = copy(state);
            return () => (byte[])[Format, .. JsonSerializer.SerializeToUtf8Bytes(copied, type)];
        },
        snapshot => snapshot.Body.Length > 0 && snapshot.Body.Span[0] == Format && Read(snapshot.Body[1..], type) is { } stored
            ? restore(stored)
            : throw new JournalFormatException($"A snapshot of {typeof(TState).Name} is of a format that this program does not know."));

    /// <exception cref="JournalFormatException">It is not readable.</exception>
    public static TStored? Read<TStored>(ReadOnlyMemory<byte> body, JsonTypeInfo<TStored> type)
        where TStored : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException e)
        {
            throw new JournalFormatException($"A snapshot is not readable as {typeof(TStored).Name}: {e.Message}");
        }
    }
}
