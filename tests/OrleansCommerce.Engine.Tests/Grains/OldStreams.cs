using OrleansCommerce.Grains;
using OrleansCommerce.Journal;

namespace OrleansCommerce.GrainTests;

/// <summary>What the product leaves of streams of which nothing was heard for a day.</summary>
internal static class OldStreams
{
    private static readonly CompactionOptions AfterADay = new()
    {
        Retention = TimeSpan.FromDays(1),
        LastWords = Retention.LastWords,
        Folds = Retention.Folds,
        Pause = TimeSpan.Zero,
    };

    /// <returns>Records removed.</returns>
    public static Task<long> Compact(IJournal journal, ManualTimeProvider clock, TimeSpan after)
    {
        clock.Advance(after);
        return new JournalCompaction(journal, clock, AfterADay).Run(CancellationToken.None);
    }
}
