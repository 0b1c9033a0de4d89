using System.Collections.Immutable;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Webhooks;

// What came of the attempts, and how far the receiver is, in the journal.
internal sealed partial class EndpointPump
{
    private async Task TakeEnded()
    {
        var now = time.GetUtcNow();
        while (_ended.TryDequeue(out var ended))
        {
            var (delivery, result) = (ended.Delivery, ended.Result);
            if (ended.Queue != _queue)
            {
                // It was replayed meanwhile: what was on its way then is sent again.
                continue;
            }

            if (_queue.Complete(delivery, result, now) is { } letter)
            {
                _letters.Add(letter);
            }

            var outcome = result.Outcome == AttemptOutcome.Delivered ? "delivered" : result.Why;
            _attempts.Add(new WebhookAttempt(
                ended.Begun, delivery.Event.Id, delivery.Event.Type, delivery.Event.Key, delivery.Attempts, outcome, result.Status,
                (int)ended.Took.TotalMilliseconds));
            if (result.Outcome == AttemptOutcome.Gone)
            {
                await grain.Execute(new PauseWebhook("the receiver answered 410"), Origin.Engine);
            }
        }

        if (_queue is not null)
        {
            _letters.AddRange(_queue.GiveUpOld(now));
        }
    }

    private async Task Report(bool isForced)
    {
        var now = time.GetUtcNow();
        var isDue = isForced || now - _reportedAt >= ReportPeriod || _attempts.Count >= AttemptsPerReport;

        // A report is a record of the feed, too: were each step of the cursor reported, there would always be something new.
        var isMuch = _queue.PendingCount == 0 && _readThrough - _reported >= RecordsPerReport;
        if (!isDue || (_attempts.Count == 0 && _letters.Count == 0 && !isMuch))
        {
            return;
        }

        var (through, pending) = Settled();
        var attempts = _attempts.Take(AttemptsPerReport).ToImmutableArray();
        var answer = await grain.Execute(new ReportProgress(_epoch, through, pending, attempts, [.. _letters]), Origin.Engine);
        if (answer.Refusal is null)
        {
            _attempts.RemoveRange(0, attempts.Length);
            _letters.Clear();
            (_reported, _reportedAt) = (_readThrough, now);
        }
    }

    private (long Through, ImmutableArray<PendingEvent> Pending) Settled() =>
        _queue.PendingCount <= ListedMax
            ? (_readThrough, [.. _queue.Pending.Select(delivery => delivery.ToPending())])
            : (_queue.Pending.First().Event.Position - 1, []);

    private async Task Finish()
    {
        try
        {
            await TakeEnded();
            if (_queue is not null && _epoch >= 0)
            {
                await Report(isForced: true);
            }
        }
        catch (Exception e) when (RetriableException.Covers(e) || e is JournalUnavailableException)
        {
            LogWaits(id, e.Message);
        }
    }
}
