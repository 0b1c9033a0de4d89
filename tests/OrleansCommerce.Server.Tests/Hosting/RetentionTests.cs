using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Tests.Hosting;

public sealed class RetentionTests
{
    private const string Stream = "other/1";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Retention_ThatIsSet_RemovesWhatIsOlderFromTheJournal()
    {
        await using var app = Build("--Retention:Days=1");
        var journal = await WithOldRecords(app);
        await app.StartAsync(TestContext.Current.CancellationToken);

        var deadline = TimeProvider.System.GetTimestamp();
        while ((await journal.ReadAll(0, 100)).CompactedThrough < 2)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Limit, "Nothing was removed.");
            await Task.Yield();
        }

        Assert.Equal(["3"], (await journal.ReadAll(0, 100)).Records.Select(record => Encoding.UTF8.GetString(record.Record.Body.Span)));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("--Retention:Days=1000")]
    [InlineData("--Retention:EveryMinutes=5")]
    public async Task Retention_ThatIsLongerOrNotSet_RemovesNothing(string setting)
    {
        await using var app = Build(setting);
        var journal = await WithOldRecords(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, (await journal.ReadAll(0, 100)).CompactedThrough);
    }

    [Theory]
    [InlineData("--Retention:Days=-1")]
    [InlineData("--Retention:EveryMinutes=0")]
    public async Task Retention_ThatMakesNoSense_IsRefusedAtTheStart(string setting)
    {
        await using var app = Build(setting);

        var refusal = await Assert.ThrowsAsync<JournalStartException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Retention:", refusal.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(string setting) => ServerApp.Build(
        ["--urls", "http://127.0.0.1:0", "--Journal:Provider=memory", "--Demo=false", "--environment", "Development", setting]);

    /// <summary>Three frames of a month ago, with a snapshot of all.</summary>
    private static async Task<IJournal> WithOldRecords(WebApplication app)
    {
        var journal = app.Services.GetRequiredService<IJournal>();
        for (var version = 1; version <= 3; version++)
        {
            var body = Encoding.UTF8.GetBytes($"{version}");
            var record = new JournalRecord("x", "", "test", TimeProvider.System.GetUtcNow().AddDays(-30), body, null);
            await journal.Append([new Frame(Stream, version, [record])]);
        }

        await journal.WriteSnapshots([new StreamSnapshot(Stream, new Snapshot(3, new byte[] { 1 }))]);
        return journal;
    }
}
