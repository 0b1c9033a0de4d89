using System.Buffers;

namespace OrleansCommerce.Journal;

/// <summary>What finds the records of some frames.</summary>
internal sealed class IndexEntries
{
    public Dictionary<CommandId, IndexedCommand> Commands { get; } = [];

    /// <summary>A hash with the position of each frame that has a correlation of this hash.</summary>
    public List<(int Hash, long Position)> Correlations { get; } = [];

    /// <summary>Where the frames are that lie in blocks. What is a row of its own is found by its stream without this.</summary>
    public StreamPlaces Places { get; } = new();

    /// <summary>Every frame at or below this position is in these entries or in earlier ones.</summary>
    public long Through { get; set; }

    /// <summary>How many frames the entries are of; some have nothing to be found by.</summary>
    public int Frames { get; set; }

    /// <summary>What there is to store. Frames count too, or those with nothing to be found by would be read again at every start.</summary>
    public int Count => Frames + Commands.Count + Correlations.Count;

    /// <summary>The commands in the order of their ids, so that each page of the stored index is visited once.</summary>
    public IEnumerable<(CommandId Id, IndexedCommand Place)> SortedCommands()
    {
        var (count, i) = (Commands.Count, 0);
        var (ids, places) = (ArrayPool<UInt128>.Shared.Rent(count), ArrayPool<IndexedCommand>.Shared.Rent(count));
        try
        {
            foreach (var (id, place) in Commands)
                (ids[i], places[i++]) = (id.Value, place);
            Array.Sort(ids, places, 0, count);
            for (i = 0; i < count; i++)
                yield return (new CommandId(ids[i]), places[i]);
        }
        finally
        {
            ArrayPool<UInt128>.Shared.Return(ids);
            ArrayPool<IndexedCommand>.Shared.Return(places);
        }
    }

    /// <summary>Empties it and keeps its room: it is filled again at once, and arrays of this size are costly to collect.</summary>
    public void Clear()
    {
        Commands.Clear();
        Correlations.Clear();
        Places.Clear();
        Frames = 0;
    }
}

/// <summary>Where a command is: the position of the frame, and the version of the record in the frame's stream.</summary>
internal readonly record struct IndexedCommand(long Position, long Version);
