using System.Globalization;
using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

/// <summary>
/// Activations of one stream follow each other in one process, each with appends queued when the next one loads. Every record says by
/// whom and on which version it was decided, so that one which slipped in behind another activation's back tells on itself.
/// </summary>
public sealed class ReloadTests : GroupCommitFixture
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reload_WithAppendsOfOlderActivationsQueued_NeverAdmitsThem(bool isReadmitted)
    {
        var findings = 0;
        for (var seed = 1; seed <= 200; seed++)
        {
            Commit = NewCommit();
            findings += Play(new Random(seed), $"stock/{seed}@{isReadmitted}", isReadmitted);
        }

        if (isReadmitted)
            Assert.True(findings > 100, $"Appends of older activations got in, and that was noticed {findings} times only.");
        else
            Assert.Equal(0, findings);
    }

    /// <param name="isReadmitted">The planted bug: whoever appends is taken for the stream's present activation.</param>
    private int Play(Random random, string stream, bool isReadmitted)
    {
        var activations = new List<Activation> { new(0, Load(stream)) };
        var appends = new List<Task<AppendOutcome>>();
        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    Store.Faults.Block();
                    break;
                case 1:
                    Store.Faults.Unblock();
                    Pump.Run();
                    break;
                case 2:
                    Store.Faults.Unblock();
                    activations.Add(new Activation(activations.Count, Load(stream)));
                    break;
                default:
                    var activation = activations[random.Next(Math.Max(0, activations.Count - 3), activations.Count)];
                    appends.Add(Append(activation, isReadmitted ? activations[^1] : activation));
                    if (random.Next(2) == 0)
                        Pump.Run();
                    break;
            }
        }
        Store.Faults.Unblock();
        var durable = Ends([.. appends]).Count(status => status is AppendStatus.Durable);
        var stored = Pump.Run(Store.Read([new StreamQuery(stream, 0)]))[0].Records;
        Assert.Equal(durable, stored.Count);
        return stored.Zip(stored.Skip(1).Select(record => record.Text()).Append(null)).Count(pair => IsWrong(pair.First, pair.Second));
    }

    private Task<AppendOutcome> Append(Activation activation, Activation writer)
    {
        var record = Some.Record(string.Create(CultureInfo.InvariantCulture, $"{activation.Number} {activation.Version}"));
        activation.Version++;
        var end = Commit.Append(writer.Loaded.Writer, writer.Tail, [record]);
        writer.Tail++;
        return end;
    }

    private static bool IsWrong(StoredRecord record, string? next)
    {
        var said = record.Text().Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var isOlderAfter = next is not null && long.Parse(next.Split(' ')[0], CultureInfo.InvariantCulture) < said[0];
        return said[1] != record.Version - 1 || isOlderAfter;
    }

    private sealed class Activation(int number, LoadedStream loaded)
    {
        public int Number { get; } = number;

        public LoadedStream Loaded { get; } = loaded;

        /// <summary>What it believes to be the newest version.</summary>
        public long Version { get; set; } = loaded.Version;

        /// <summary>What its writer has come to.</summary>
        public long Tail { get; set; } = loaded.Version;
    }
}
