namespace OrleansCommerce.Journal;

/// <summary>
/// The batch that the storage has, or is about to get, and how its appends end. Callers hold the lock of the group commit.
/// </summary>
internal sealed class BatchInFlight(WriterRegistry writers)
{
    private static readonly AppendOutcome Superseded = new(AppendStatus.Superseded, 0);

    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private List<FramePart> _parts = [];

    /// <summary>Whether the storage has it now, so that nobody knows how it will end.</summary>
    public bool IsWithStorage { get; set; }

    /// <summary>Durable frames so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Durable records so far.</summary>
    public long Records { get; private set; }

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>The oldest append whose caller waits.</summary>
    public PendingAppend? Oldest => _parts.SelectMany(part => part.Appends).FirstOrDefault(append => !append.HasEnded);

    public bool Holds(string stream) => _held.Contains(stream);

    public void Begin(List<FramePart> parts)
    {
        _parts = parts;
        foreach (var part in parts)
            _held.Add(part.Writer.Stream);
    }

    public void Close()
    {
        _parts = [];
        _held.Clear();
    }

    public Frame[] ToFrames() => [.. _parts.Select(part => part.ToFrame())];

    /// <summary>
    /// Before an attempt: whoever was replaced or has run out of time meanwhile is not written any more. True when streams were freed.
    /// </summary>
    public bool DropFinished()
    {
        foreach (var part in _parts.Where(part => part.Writer.IsFinished))
        {
            foreach (var append in part.Appends)
                End(append, Superseded);
            EndRefused(part);
            _held.Remove(part.Writer.Stream);
        }
        return _parts.RemoveAll(part => part.Writer.IsFinished) > 0;
    }

    /// <summary>Takes the storage's answer. What is left afterwards has to be sent again.</summary>
    public void Settle(BatchOutcome outcome)
    {
        IsWithStorage = false;
        var again = new List<FramePart>();
        for (var i = 0; i < _parts.Count; i++)
        {
            if (outcome.Frames[i].Status is AppendStatus.Duplicate && _parts[i].Before(outcome.Frames[i]) is { Appends.Count: > 0 } rest)
                again.Add(rest);
            else
                Settle(_parts[i], outcome.Frames[i]);
        }
        _parts = again;
    }

    /// <summary>Nobody knows what became of it.</summary>
    public void GiveUp()
    {
        IsWithStorage = false;
        foreach (var part in _parts)
        {
            Finish(part.Writer);
            foreach (var append in part.Appends)
                End(append, new AppendOutcome(AppendStatus.Unknown, 0));
            EndRefused(part);
        }
    }

    /// <summary>Ends what has run out of time, whatever the storage still does with it.</summary>
    public void Expire(long now)
    {
        foreach (var part in _parts)
        {
            foreach (var append in part.Appends.Where(append => append.Deadline <= now && !append.HasEnded))
                Expire(append, IsWithStorage ? AppendStatus.Unknown : AppendStatus.Unavailable);
        }
    }

    /// <summary>Ends an append that has run out of time, and its writer.</summary>
    public void Expire(PendingAppend append, AppendStatus status)
    {
        var isSuperseded = append.Writer.IsFinished && status is AppendStatus.Unavailable;
        End(append, isSuperseded ? Superseded : new AppendOutcome(status, 0));
        Finish(append.Writer);
    }

    /// <summary>Ends an append whose writer is finished.</summary>
    public void Refuse(PendingAppend append) => End(append, Superseded);

    private void Settle(FramePart part, AppendOutcome outcome)
    {
        if (outcome.Status is AppendStatus.Durable)
        {
            Frames++;
            foreach (var append in part.Appends)
            {
                Records += append.Records.Count;
                End(append, outcome);
            }
        }
        else
        {
            // Only the first append met the refusal; those behind it were decided on a state that never came to be.
            Finish(part.Writer);
            for (var i = 0; i < part.Appends.Count; i++)
                End(part.Appends[i], i == 0 ? outcome : Superseded);
        }
        EndRefused(part);
    }

    private void EndRefused(FramePart part)
    {
        if (part.Refused.Count > 0)
            Finish(part.Writer);
        for (var i = 0; i < part.Refused.Count; i++)
            End(part.Refused[i].Append, part.Refused[i].Outcome);
    }

    private void Finish(StreamWriter writer)
    {
        writer.IsFinished = true;
        writers.Tidy(writer);
    }

    private void End(PendingAppend append, AppendOutcome outcome)
    {
        if (!append.TryEnd(outcome))
            return;
        append.Writer.Pending--;
        writers.Tidy(append.Writer);
    }
}
