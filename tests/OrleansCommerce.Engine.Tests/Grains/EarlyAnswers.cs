using OrleansCommerce.Journal;
using OrleansCommerce.JournalTests;

namespace OrleansCommerce.GrainTests;

/// <summary>
/// A planted bug: a journal that, from a certain moment on, says that frames are durable without having written them, as one does that
/// answers before the disk has. What it holds back is gone when the process is. Until then everything looks right.
/// </summary>
internal sealed class EarlyAnswers(MemoryJournal journal) : JournalInFront(journal)
{
    private long _promised;

    /// <summary>From now on it answers before it writes, and never gets to writing.</summary>
    public bool IsEarly { get; set; }

    /// <summary>Frames that were said to be durable and are not.</summary>
    public int FramesHeldBack { get; private set; }

    public override async Task<BatchOutcome> Append(IReadOnlyList<Frame> frames)
    {
        if (!IsEarly)
        {
            return await Inner.Append(frames);
        }

        FramesHeldBack += frames.Count;
        _promised = Math.Max(_promised, await Inner.Head());
        return new BatchOutcome([.. frames.Select(_ => new AppendOutcome(AppendStatus.Durable, ++_promised))]);
    }
}
