using System.Collections.Immutable;
using OrleansCommerce.Domain.Webhooks;

namespace OrleansCommerce.Domain.Tests.Webhooks;

public sealed class WebhookMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly RegisterWebhook Register = new("https://a.test/", ["stock.changed"], "sealed", 7);

    [Fact]
    public void Register_Again_IsNothingAndWithOtherContentRefused()
    {
        var webhook = Registered();
        Assert.Empty(WebhookMachine.Decide(webhook, Register with { SealedSecret = "other", FromPosition = 9 }, Start).Events);
        Assert.Equal(WebhookRefusal.IdReused, WebhookMachine.Decide(webhook, Register with { Url = "https://b.test/" }, Start).Refusal);
        Do(webhook, new RemoveWebhook());
        Assert.Equal(WebhookRefusal.IdReused, WebhookMachine.Decide(webhook, Register, Start).Refusal);
        Assert.Equal(("", false), (webhook.SealedSecret, webhook.Exists));
    }

    [Fact]
    public void Progress_OfAnEarlierReplay_IsRefused()
    {
        var webhook = Registered();
        Do(webhook, Report(0, 20));
        Do(webhook, new ReplayWebhook(3));
        Assert.Equal(WebhookRefusal.Outdated, WebhookMachine.Decide(webhook, Report(0, 30), Start).Refusal);
        Assert.Equal(3, webhook.ReadThrough);
        Do(webhook, Report(1, 30));
        Assert.Equal(30, webhook.ReadThrough);
    }

    [Fact]
    public void DeadLetters_Replayed_ArePendingInTheOrderOfTheFeedBesideWhatIs()
    {
        var webhook = Registered();
        Do(webhook, Report(0, 20) with { Pending = [new(12, 1, 3, Start, Start)], DeadLetters = [Letter(15), Letter(9)] });
        Do(webhook, new ReplayWebhook(null));
        Assert.Equal([9, 12, 15], webhook.Pending.Select(pending => pending.Position));
        Assert.Equal((20, 1, 0), (webhook.ReadThrough, webhook.Epoch, webhook.DeadLetters.Count));
        Assert.Empty(WebhookMachine.Decide(webhook, new ReplayWebhook(null), Start).Events);
    }

    [Fact]
    public void DeadLetters_BeyondWhatIsRemembered_TheOldestGo()
    {
        var webhook = Registered();
        Do(webhook, Report(0, 20) with { DeadLetters = [.. Enumerable.Range(1, WebhookState.DeadLettersMax + 5).Select(i => Letter(i))] });
        Assert.Equal((WebhookState.DeadLettersMax, 6), (webhook.DeadLetters.Count, webhook.DeadLetters[0].Position));
    }

    [Fact]
    public void Stored_AndRestored_IsTheSame()
    {
        var webhook = Registered();
        Do(webhook, new RotateSecret("new", Start.AddDays(1)));
        Do(webhook, Report(0, 20) with { Pending = [new(12, 1, 3, Start, Start)], DeadLetters = [Letter(15)] });
        Do(webhook, new PauseWebhook("asked for"));
        var stored = webhook.ToStored();
        Assert.Equal(stored with { DeadLetters = [] }, WebhookState.From(stored).ToStored() with { DeadLetters = [] });
        Assert.Equal(stored.DeadLetters, WebhookState.From(stored).ToStored().DeadLetters);
        Assert.Equal(("new", "sealed", "asked for"), (webhook.SealedSecret, webhook.FormerSecret, webhook.PausedWhy));
    }

    private static ReportProgress Report(long epoch, long through) => new(epoch, through, [], [], []);

    private static DeadLetter Letter(long position) => new(Start, position, 1, $"evt_{position}_1", "stock.changed", "stock/a@b", 9, "refused");

    private static WebhookState Registered()
    {
        var webhook = new WebhookState();
        Do(webhook, Register);
        return webhook;
    }

    private static ImmutableArray<WebhookEvent> Do(WebhookState webhook, WebhookCommand command)
    {
        var events = WebhookMachine.Decide(webhook, command, Start).Events;
        foreach (var happened in events)
        {
            WebhookMachine.Apply(webhook, happened);
        }

        return events;
    }
}
