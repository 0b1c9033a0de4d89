using OrleansCommerce.Journal;

namespace OrleansCommerce.JournalTests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task GroupCommit_WithManyCallersAndReloads_WritesWhatItCallsDurableOnceAndInOrder()
    {
        using var thread = new DedicatedThreadScheduler("group-commit");
        await using var commit = new GroupCommit(Journal, new GroupCommitOptions { BatchRecords = 40 }, TimeProvider.System, thread);

        var durable = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => Work(commit, number))));

        for (var stream = 0; stream < 4; stream++)
        {
            var stored = (await Read($"stock/{stream}@1")).Records;
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(version => (long)version), stored.Select(record => record.Version));
            Assert.Equal(stored.Texts().Order(), durable.SelectMany(bodies => bodies).Where(body => body.StartsWith($"{stream}:", StringComparison.Ordinal)).Order());
        }
        Assert.Equal(durable.Sum(bodies => bodies.Count), (await Journal.ReadAll(0, int.MaxValue)).Records.Count);
    }

    // Three callers share each stream; each takes it over with a load, appends a few in a row without waiting, and is thrown out again.
    private static async Task<List<string>> Work(GroupCommit commit, int number)
    {
        var durable = new List<string>();
        for (var round = 0; round < 20; round++)
        {
            var loaded = await commit.Load($"stock/{number % 4}@1");
            var appends = Enumerable.Range(0, 5).Select(i =>
            {
                var body = $"{number % 4}:{number}/{round}/{i}";
                return (body, End: commit.Append(loaded.Writer, loaded.Version + i, [Some.Record(body, body)]));
            }).ToArray();
            var hasFailed = false;
            foreach (var (body, end) in appends)
            {
                var status = (await end).Status;
                Assert.True(status is AppendStatus.Durable or AppendStatus.Superseded, status.ToString());
                Assert.False(hasFailed && status is AppendStatus.Durable, "An append became durable behind one that did not.");
                hasFailed |= status is not AppendStatus.Durable;
                if (status is AppendStatus.Durable)
                    durable.Add(body);
            }
        }
        return durable;
    }
}
