namespace OrleansCommerce.Journal;

/// <summary>
/// How the audit log is found: a 32-bit hash of the correlation with the position of each frame that has it. The rare frame that
/// only shares the hash is read and left out.
/// </summary>
internal static class Correlations
{
    /// <summary>FNV-1a over the UTF-16 code units: it is stored, so it must be the same in every process.</summary>
    public static int Hash(string correlation)
    {
        var hash = 2166136261u;
        foreach (var c in correlation)
            hash = unchecked((hash ^ c) * 16777619u);
        return unchecked((int)hash);
    }

    /// <summary>The distinct entries of some frames, in order.</summary>
    public static List<(int Hash, long Position)> Of(IEnumerable<StoredRecord[]> frames) =>
        [.. frames.SelectMany(frame => frame).Where(record => record.Record.Correlation.Length > 0)
            .Select(record => (Hash: Hash(record.Record.Correlation), record.Position)).Distinct().Order()];

    /// <summary>The distinct hashes of a frame.</summary>
    public static void Collect(Frame frame, HashSet<int> hashes)
    {
        hashes.Clear();
        foreach (var record in frame.Records)
        {
            if (record.Correlation.Length > 0)
                hashes.Add(Hash(record.Correlation));
        }
    }
}
