using System.Buffers.Binary;
using System.Text;

namespace OrleansCommerce.Journal;

/// <summary>Makes runs of what waits to be stored, one of each kind.</summary>
internal sealed class RunFlush(RunStore store)
{
    private readonly PayloadWriter _key = new();
    private readonly PayloadWriter _value = new();

    /// <summary>The new runs, whose rows are written. Part of a transaction.</summary>
    public List<Run> Write(SqliteDatabase database, IndexEntries entries)
    {
        var pages = store.Pages(database);
        Run?[] runs = [Commands(entries, pages), Places(entries, pages), Correlated(entries, pages)];
        var written = runs.OfType<Run>().ToList();
        foreach (var run in written)
            RunTables.Insert(database, run);
        return written;
    }

    private Run? Commands(IndexEntries entries, PageStore pages)
    {
        var run = store.Begin(RunKind.Commands, 0, entries.Through, entries.Commands.Count);
        Span<byte> key = stackalloc byte[CommandId.Size];
        foreach (var (id, place) in entries.SortedCommands())
        {
            id.Write(key);
            _value.Reset();
            _value.Number((ulong)place.Position);
            _value.Number((ulong)place.Version);
            run.Add(key, _value.Written, pages);
        }
        return run.Finish(pages);
    }

    private Run? Places(IndexEntries entries, PageStore pages)
    {
        var run = store.Begin(RunKind.Places, 0, entries.Through, entries.Places.StreamCount);
        foreach (var (stream, places) in entries.Places.Sorted())
        {
            _key.Reset();
            Encoding.UTF8.GetBytes(stream, _key.Take(Encoding.UTF8.GetByteCount(stream)));
            for (var from = 0; from < places.Count; from += PlacesJoin.PlacesMax)
            {
                _value.Reset();
                PlaceList.Write(places, from, Math.Min(PlacesJoin.PlacesMax, places.Count - from), _value);
                run.Add(_key.Written, _value.Written, pages);
            }
        }
        return run.Finish(pages);
    }

    private Run? Correlated(IndexEntries entries, PageStore pages)
    {
        var run = store.Begin(RunKind.Correlations, 0, entries.Through, entries.Correlations.Count);
        Span<byte> key = stackalloc byte[sizeof(uint)];
        foreach (var (hash, position) in Correlations.Sorted(entries.Correlations))
        {
            BinaryPrimitives.WriteUInt32BigEndian(key, hash);
            _value.Reset();
            _value.Number((ulong)position);
            run.Add(key, _value.Written, pages);
        }
        return run.Finish(pages);
    }
}
