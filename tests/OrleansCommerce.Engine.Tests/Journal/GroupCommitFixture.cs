using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>A group commit on a memory journal, on one thread and in time that the test moves.</summary>
public abstract class GroupCommitFixture
{
    protected GroupCommitFixture()
    {
        Pump = new Pump(Time);
        Store = new MemoryJournal(Time);
        Progress = new ViewProgress(Time);
        Commit = NewCommit();
    }

    protected ManualTimeProvider Time { get; } = new();

    protected Pump Pump { get; }

    protected MemoryJournal Store { get; }

    protected ViewProgress Progress { get; }

    protected GroupCommit Commit { get; set; }

    protected GroupCommit NewCommit(GroupCommitOptions? options = null) =>
        new(Store, options ?? new GroupCommitOptions(), Time, Pump, Progress);

    protected LoadedStream Load(string stream = "stock/a@1") => Pump.Run(Commit.Load(stream));

    /// <summary>Queues appends of one record each, of one writer, and names the outcomes.</summary>
    protected Task<AppendOutcome>[] Queue(LoadedStream loaded, params string[] bodies)
    {
        var version = loaded.Version;
        return [.. bodies.Select(body => Commit.Append(loaded.Writer, version++, [Some.Record(body, CommandOf(body))]))];
    }

    protected AppendStatus[] Ends(params Task<AppendOutcome>[] appends) => [.. appends.Select(append => Pump.Run(append).Status)];

    protected string[] Stored(string stream = "stock/a@1") =>
        [.. Pump.Run(Store.Read([new StreamQuery(stream, 0)]))[0].Records.Texts()];

    protected int Batches => Store.Faults.AppendCount;

    // "5:c1" carries the command c1.
    private static string? CommandOf(string body) => body.Split(':') is [_, var command] ? command : null;
}
