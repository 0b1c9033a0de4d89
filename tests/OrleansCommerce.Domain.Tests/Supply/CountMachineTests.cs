using OrleansCommerce.Domain.Supply.Counts;
using OrleansCommerce.Domain.Supply.Indexes;

namespace OrleansCommerce.Domain.Tests.Supply;

public sealed class CountMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Raise_WhileTheSkuIsToBeCounted_IsTheSameTask()
    {
        var counts = new CountState();
        Assert.Equal(1, Do(counts, new RaiseCount("f-1", "mug", 5, "short pick")).Number);
        Assert.Equal(1, Do(counts, new RaiseCount("f-2", "mug", 4, "short pick")).Number);
        Assert.Equal(2, Do(counts, new RaiseCount("f-3", "cup", 4, "short pick")).Number);
        Do(counts, new CompleteCount(1, 3));
        Assert.Equal(3, Do(counts, new RaiseCount("f-4", "mug", 3, "short pick")).Number);
    }

    [Fact]
    public void Complete_Twice_TheFirstCountStands()
    {
        var counts = new CountState();
        Do(counts, new RaiseCount("f-1", "mug", 5, "short pick"));
        Assert.Single(Do(counts, new CompleteCount(1, 3)).Events);
        Assert.Empty(Do(counts, new CompleteCount(1, 4)).Events);
        Assert.Equal(3, counts.Find(1)!.Counted);
        Assert.Single(counts.Unsettled);
        Do(counts, new SettleCount(1));
        Assert.Empty(counts.Unsettled);
        Assert.Equal(CountRefusal.Unknown, Do(counts, new CompleteCount(2, 1)).Refusal);
    }

    [Fact]
    public void Completed_BeyondTheLimit_TheOldestAreForgottenAlsoAfterARestore()
    {
        var counts = new CountState();
        for (var i = 1; i <= CountLimits.CompletedMax + 5; i++)
        {
            Do(counts, new RaiseCount($"f-{i}", $"sku-{i}", 1, "cycle"));
        }

        for (var i = CountLimits.CompletedMax + 5; i >= 3; i--)
        {
            Do(counts, new CompleteCount(i, 1));
        }

        Assert.Null(counts.Find(CountLimits.CompletedMax + 5));
        var restored = CountState.From(counts.Version, counts.Time, counts.LastNumber, counts.InCompletionOrder);
        Do(counts, new CompleteCount(1, 1));
        Do(restored, new CompleteCount(1, 1));
        Assert.Equal(counts.Tasks, restored.Tasks);
        Assert.Equal(counts.OpenCount, restored.OpenCount);
    }

    [Fact]
    public void Index_NewsThatArriveLate_NeverTakeAwayWhatIsNewer()
    {
        var index = new IndexState();
        Apply(index, new AddEntry("a", 5));
        Apply(index, new RemoveEntry("a", 4));
        Assert.Equal(["a"], index.Entries.Keys);
        Apply(index, new AddEntry("a", 3));
        Apply(index, new RemoveEntry("a", 6));
        Assert.Empty(index.Entries);
    }

    private static void Apply(IndexState index, IndexCommand command)
    {
        foreach (var happened in index.Decide(command, Start))
        {
            index.Apply(happened);
        }
    }

    private static CountDecision Do(CountState counts, CountCommand command)
    {
        var decision = CountMachine.Decide(counts, command, Start);
        foreach (var happened in decision.Events)
        {
            CountMachine.Apply(counts, happened);
        }

        return decision;
    }
}
