using System.Buffers.Binary;

namespace OrleansCommerce.Journal;

/// <summary>Packs frames into blocks. Used by one thread at a time.</summary>
internal sealed class BlockWriter
{
    private readonly PayloadWriter _head = new();
    private readonly PayloadWriter _contents = new();
    private int _frames;

    /// <summary>The blocks of a batch, each with the position of its last frame.</summary>
    /// <param name="chosen">Which of the frames are written, in order.</param>
    /// <param name="after">The position before that of the first one.</param>
    public List<(long Position, byte[] Bytes)> Pack(IReadOnlyList<Frame> frames, IReadOnlyList<int> chosen, long after)
    {
        // What an earlier batch left when it failed halfway is none of this one's.
        Clear();
        var blocks = new List<(long, byte[])>();
        for (var i = 0; i < chosen.Count; i++)
        {
            var frame = frames[chosen[i]];
            var (head, contents) = (_head.Written.Length, _contents.Written.Length);
            Put(frame);
            if (_frames > 1 && (Size > Block.BytesMax || _frames > Block.FramesMax))
            {
                // It goes into the next one.
                _head.CutTo(head);
                _contents.CutTo(contents);
                _frames--;
                blocks.Add((after + i, Take()));
                Put(frame);
            }
        }
        if (_frames > 0)
            blocks.Add((after + chosen.Count, Take()));
        return blocks;
    }

    public void Put(BlockFrame frame)
    {
        Block.WriteEntry(_head, frame.Stream, frame.FirstVersion, frame.Records, frame.IsCompacted, frame.Content.Length);
        _contents.Bytes(frame.Content.Span);
        _frames++;
    }

    /// <summary>The stored form of what was put; then it begins anew.</summary>
    public byte[] Take()
    {
        var head = _head.Written;
        var bytes = new byte[Size];
        bytes[0] = Block.Format;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1), checked((ushort)_frames));
        head.CopyTo(bytes.AsSpan(1 + sizeof(ushort)));
        var end = 1 + sizeof(ushort) + head.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), FrameCodec.Checksum(bytes.AsSpan(0, end)));
        _contents.Written.CopyTo(bytes.AsSpan(end + FrameCodec.ChecksumSize));
        Clear();
        return bytes;
    }

    private int Size => Block.FixedSize + _head.Written.Length + _contents.Written.Length;

    private void Put(Frame frame)
    {
        var start = _contents.Written.Length;
        FrameCodec.Write(_contents, frame.Records);
        Block.WriteEntry(_head, frame.Stream, frame.FirstVersion, frame.Records.Count, false, _contents.Written.Length - start);
        _frames++;
    }

    private void Clear()
    {
        _head.Reset();
        _contents.Reset();
        _frames = 0;
    }
}
