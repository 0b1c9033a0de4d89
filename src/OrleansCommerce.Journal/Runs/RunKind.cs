namespace OrleansCommerce.Journal;

/// <summary>What a run tells. The numbers are stored.</summary>
internal enum RunKind
{
    /// <summary>By command id, 16 bytes: the position of the frame and the version of the record.</summary>
    Commands = 0,

    /// <summary>By stream, in UTF-8: where frames are, as a <see cref="PlaceList"/>; of a long stream several, in order.</summary>
    Places = 1,

    /// <summary>By the hash of a correlation, 4 bytes, big-endian: the positions of frames that have it.</summary>
    Correlations = 2,
}
