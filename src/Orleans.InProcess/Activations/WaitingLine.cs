using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>The messages that an activation has received and may not start yet, oldest first, linked through themselves.</summary>
internal struct WaitingLine
{
    /// <summary>The newest; its successor is the oldest.</summary>
    private GrainMessage? _newest;
    private int _count;

    /// <summary>How many of them might start while others run.</summary>
    private int _interleaving;

    public readonly bool IsEmpty => _newest is null;

    public readonly int Count => _count;

    public readonly bool HasInterleaving => _interleaving > 0;

    public void Add(GrainMessage message)
    {
        if (_newest is { } newest)
        {
            message.Next = newest.Next;
            newest.Next = message;
        }
        else
        {
            message.Next = message;
        }

        _newest = message;
        _count++;
        if (Interleaves(message))
            _interleaving++;
    }

    /// <summary>The one after this, or the oldest; null at the end.</summary>
    public readonly GrainMessage? After(GrainMessage? message)
    {
        if (message is null)
            return (GrainMessage?)_newest?.Next;
        return ReferenceEquals(message, _newest) ? null : (GrainMessage)message.Next!;
    }

    /// <summary>Takes out the one after this, or the oldest.</summary>
    public GrainMessage TakeAfter(GrainMessage? previous)
    {
        var before = previous ?? _newest!;
        var taken = (GrainMessage)before.Next!;
        if (ReferenceEquals(taken, before))
            _newest = null;
        else
            before.Next = taken.Next;
        if (ReferenceEquals(taken, _newest))
            _newest = previous;
        taken.Next = null;
        _count--;
        if (Interleaves(taken))
            _interleaving--;
        return taken;
    }

    private static bool Interleaves(GrainMessage message) => message.AlwaysInterleaves || message.IsReadOnly;
}
