namespace OrleansCommerce.Journal;

/// <summary>
/// Where the streams end that were written lately, for storage that one process owns alone: nobody else moves them. Looking an end up
/// costs more than all else that an append does, and there may be millions of streams, so an end is not kept under its stream's name: of
/// the two together 64 bits are, in a table of a fixed size. A mark that is not there says nothing; one that is there says that the stream
/// ends at that version, and would be wrong of one frame in some 10¹⁸ that do not continue their stream, which only a second owner of a
/// stream sends.
/// </summary>
/// <param name="capacity">About how many ends are kept, 8 bytes each: 16 MB, which are taken as they are needed.</param>
internal sealed class StreamHeads(int capacity = 1 << 21)
{
    // As many as lie in one line of the processor's cache.
    private const int Ways = 8;

    private ulong[] _marks = new ulong[capacity];
    private int _turn;

    /// <summary>Whether the stream is known to end where the frame begins.</summary>
    public bool Precede(Frame frame) => Find(frame.Stream, frame.FirstVersion - 1, out _) >= 0;

    /// <summary>The frame is written: its stream ends with it.</summary>
    public void Moved(Frame frame)
    {
        var place = Find(frame.Stream, frame.FirstVersion - 1, out var bucket);
        if (place < 0)
            place = Free(bucket);
        _marks[place] = Mark(StreamHash.InMemory(frame.Stream), frame.LastVersion);
    }

    public void Clear() => _marks = new ulong[_marks.Length];

    private int Find(string stream, long version, out int bucket)
    {
        var hash = StreamHash.InMemory(stream);
        bucket = (int)Math.BigMul(hash, (ulong)(_marks.Length / Ways), out _) * Ways;
        var index = _marks.AsSpan(bucket, Ways).IndexOf(Mark(hash, version));
        return index < 0 ? index : bucket + index;
    }

    private int Free(int bucket)
    {
        var index = _marks.AsSpan(bucket, Ways).IndexOf(0UL);
        return bucket + (index < 0 ? _turn++ & (Ways - 1) : index);
    }

    // Zero is for a place where there is none.
    private static ulong Mark(ulong hash, long version) => Math.Max(1, Mix(unchecked(hash + (ulong)version)));

    private static ulong Mix(ulong value)
    {
        var upper = Math.BigMul(value ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, out var lower);
        return upper ^ lower;
    }
}
