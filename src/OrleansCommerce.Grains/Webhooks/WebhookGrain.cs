using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Webhooks;

/// <inheritdoc cref="IWebhookGrain"/>
[Reentrant]
public sealed class WebhookGrain(AggregateServices services)
    : AggregateGrain<WebhookState, WebhookCommand, WebhookEvent, WebhookAnswer>(services), IWebhookGrain
{
    /// <summary>The journal's streams of receivers: <c>webhook/id</c>.</summary>
    public const string JournalPrefix = "webhook/";

    /// <summary>The kind of the records that hold the attempts.</summary>
    public const string ProgressKind = "webhook.progress";

    private string? _holder;
    private DateTimeOffset _claimedAt;

    protected override string Stream => JournalPrefix + this.GetPrimaryKeyString();

    protected override EventCodec<WebhookEvent> Codec => WebhookStored.Events;

    protected override SnapshotForm<WebhookState> Snapshots => WebhookStored.Form;

    public Task<WebhookAnswer> Execute(WebhookCommand command, Origin origin) => Execute(command, origin, Admission.Settling);

    public Task<WebhookFigures?> Read() => Durable(Figures);

    public Task<ImmutableArray<DeadLetter>> DeadLetters(int limit) =>
        Durable(state => state.DeadLetters.Reverse().Take(limit).ToImmutableArray());

    public Task<bool> Claim(string holder)
    {
        var now = Now;
        var isHis = _holder is null || _holder == holder || now - _claimedAt >= WebhookClaims.Lasts;
        if (isHis)
        {
            (_holder, _claimedAt) = (holder, now);
        }

        return Task.FromResult(isHis);
    }

    /// <summary>What a record of <see cref="ProgressKind"/> says.</summary>
    /// <exception cref="System.Text.Json.JsonException">The record is of another kind.</exception>
    public static ProgressReported ReadProgress(JournalRecord record) => (ProgressReported)WebhookStored.Events.Decode(record.Kind, record.Body);

    protected override WebhookState NewState() => new();

    protected override void Apply(WebhookState state, WebhookEvent happened) => WebhookMachine.Apply(state, happened);

    protected override Ruling<WebhookState, WebhookEvent, WebhookAnswer> Decide(WebhookState state, WebhookCommand command, DateTimeOffset now)
    {
        var decision = WebhookMachine.Decide(state, command, now);
        return new(decision.Events, after => new(Figures(after), decision.Refusal, decision.Events.IsEmpty));
    }

    protected override Label Label(WebhookEvent happened) => new(Stream);

    protected override WebhookAnswer AnswerRecorded(WebhookCommand command, StoredRecord recorded) =>
        throw new InvalidOperationException("A webhook's commands have no ids: what it is tells what was done.");

    private static WebhookFigures? Figures(WebhookState s) => s.Exists
        ? new WebhookFigures(
            s.Version, s.Status == WebhookStatus.Paused, s.PausedWhy, s.Url, s.Events, s.SealedSecret, s.FormerSecret, s.FormerUntil,
            s.RegisteredAt, s.ActiveSince, s.Epoch, s.ReadThrough, s.Pending, s.DeadLetters.Count)
        : null;
}
