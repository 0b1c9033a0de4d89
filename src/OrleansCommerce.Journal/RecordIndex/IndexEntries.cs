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
}

/// <summary>Where a command is: the position of the frame, and the version of the record in the frame's stream.</summary>
internal readonly record struct IndexedCommand(long Position, long Version);
