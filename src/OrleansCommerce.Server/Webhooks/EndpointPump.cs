using System.Collections.Concurrent;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Webhooks;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>
/// Delivers to one receiver: reads the feed behind its cursor, sends, and reports how far it is, which makes the cursor durable. What was
/// sent and not yet reported when the process ends is sent again by the next one, under the same id.
/// </summary>
internal sealed partial class EndpointPump(
    string id, IWebhookGrain grain, IJournal journal, WebhookSender sender, SecretVault vault, WebhookSettings settings, TimeProvider time,
    FeedHead head, ILogger<EndpointPump> log)
{
    /// <summary>Records read at a time.</summary>
    private const int PageRecords = 250;

    /// <summary>Events that are listed one by one in a report; with more, the cursor goes back to the first of them.</summary>
    private const int ListedMax = 200;

    private const int AttemptsPerReport = 500;

    /// <summary>Records that may be read again after a restart though none was for this receiver.</summary>
    private const int RecordsPerReport = 10_000;

    /// <summary>Names this process among those that share a journal.</summary>
    private static readonly string Holder = Guid.NewGuid().ToString("N");

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(DeliveryQueue Queue, Delivery Delivery, AttemptResult Result, DateTimeOffset Begun, TimeSpan Took)> _ended = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly List<WebhookAttempt> _attempts = [];
    private readonly List<DeadLetter> _letters = [];
    private DeliveryQueue _queue = null!;
    private WebhookFigures _webhook = null!;
    private IReadOnlyList<byte[]> _secrets = [];
    private long _epoch = -1;
    private long _version;
    private long _readThrough;
    private long _reported;
    private DateTimeOffset? _secretsUntil;
    private DateTimeOffset _reportedAt;

    /// <summary>Ends when the receiver is removed, or it is told to stop.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await grain.Read() is not { } webhook)
                {
                    return;
                }

                if (await grain.Claim(Holder))
                {
                    await Deliver(webhook, stopping);
                }
                else
                {
                    // Another process delivers; should it end, this one begins where that one has reported to be.
                    _epoch = -1;
                }
            }
            catch (Exception e) when (RetriableException.Covers(e) || e is JournalUnavailableException)
            {
                LogWaits(id, e.Message);
            }

            await Rest(stopping);
            await TakeEnded();
        }

        await Finish();
    }

    private async Task Deliver(WebhookFigures webhook, CancellationToken stopping)
    {
        await Take(webhook);
        if (!webhook.IsPaused)
        {
            await Fill();
        }

        Dispatch(webhook.IsPaused, stopping);
        await Report(isForced: false);
    }

    /// <summary>Its settings as they are now; after a replay all begins anew.</summary>
    private async Task Take(WebhookFigures webhook)
    {
        if (_version != webhook.Version || _secretsUntil <= time.GetUtcNow())
        {
            _secrets = await Secrets(webhook);
            _version = webhook.Version;
        }

        _webhook = webhook;
        if (_epoch == webhook.Epoch)
        {
            return;
        }

        _queue = new DeliveryQueue(settings, Random.Shared.NextDouble);
        (_epoch, _readThrough, _reported) = (webhook.Epoch, webhook.ReadThrough, webhook.ReadThrough);
        _attempts.Clear();
        _letters.Clear();
        foreach (var pending in webhook.Pending)
        {
            var page = await journal.ReadAll(pending.Position - 1, 1);
            foreach (var stored in page.Records.Where(r => r.Position == pending.Position && r.Version == pending.Version))
            {
                if (FeedEvents.Of(stored, webhook.Events) is { } sent)
                {
                    _queue.Add(new Delivery(sent, pending.Since, pending.Attempts, pending.NextAt));
                }
            }
        }
    }

    private async Task Fill()
    {
        while (_queue.HasRoom && _readThrough < head.Position)
        {
            var page = await journal.ReadAll(_readThrough, PageRecords);
            if (page.CompactedThrough > _readThrough)
            {
                LogHole(id, _readThrough, page.CompactedThrough);
            }

            var now = time.GetUtcNow();
            foreach (var stored in page.Records)
            {
                if (FeedEvents.Of(stored, _webhook.Events) is { } sent)
                {
                    var since = sent.At > _webhook.ActiveSince ? sent.At : _webhook.ActiveSince;
                    _queue.Add(new Delivery(sent, since, 0, now));
                }
            }

            if (page.Position == _readThrough)
            {
                return;
            }

            _readThrough = page.Position;
        }
    }

    private void Dispatch(bool isPaused, CancellationToken stopping)
    {
        while (!isPaused && _queue.Take(time.GetUtcNow()) is { } delivery)
        {
            _ = Send(_queue, delivery, stopping);
        }
    }

    private async Task Send(DeliveryQueue queue, Delivery delivery, CancellationToken stopping)
    {
        var (begun, start) = (time.GetUtcNow(), time.GetTimestamp());
        AttemptResult result;
        try
        {
            result = await sender.Send(new Uri(_webhook.Url), delivery.Event, _secrets, stopping);
        }
        catch (OperationCanceledException)
        {
            // The process ends: the next one sends it.
            return;
        }
        catch (Exception e)
        {
            LogBroken(e, id);
            result = new(AttemptOutcome.Unreachable, 0, "the attempt failed");
        }

        _ended.Enqueue((queue, delivery, result, begun, time.GetElapsedTime(start)));
        Wake();
    }

    /// <summary>Until an attempt has ended, the next one is due, or there may be something new.</summary>
    private async Task Rest(CancellationToken stopping)
    {
        var pause = settings.LookPeriod;
        if (_queue?.NextDue() is { } due && due - time.GetUtcNow() is var wait && wait < pause)
        {
            pause = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        if (_ended.IsEmpty)
        {
            using var limit = new CancellationTokenSource(pause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            // Whether the pause has ended or the server stops, the loop sees it.
            await _wake.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<byte[]>> Secrets(WebhookFigures webhook)
    {
        var texts = new List<string> { await vault.Open(webhook.SealedSecret) };
        _secretsUntil = null;
        if (webhook.FormerSecret is { } former && webhook.FormerUntil > time.GetUtcNow())
        {
            texts.Add(await vault.Open(former));
            _secretsUntil = webhook.FormerUntil;
        }

        return [.. texts.Select(text => Signature.Read(text)!)];
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    [LoggerMessage(LogLevel.Debug, "The deliveries of webhook {Id} wait: {Reason}")]
    private partial void LogWaits(string id, string reason);

    [LoggerMessage(LogLevel.Warning, "Webhook {Id} had delivered through position {Position} only when the journal was compacted through {Compacted}: events in between may be missing.")]
    private partial void LogHole(string id, long position, long compacted);

    [LoggerMessage(LogLevel.Error, "An attempt of webhook {Id} failed within.")]
    private partial void LogBroken(Exception e, string id);
}
