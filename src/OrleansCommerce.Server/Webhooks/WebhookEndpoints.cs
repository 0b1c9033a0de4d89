using System.Security.Cryptography;
using Orleans;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Webhooks;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Auth;
using OrleansCommerce.Server.Http;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Who is told of what happens here, and whether it arrives.</summary>
internal static class WebhookEndpoints
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int NonceLength = 16;
    private const int DeadLettersDefault = 100;

    public static void MapWebhooks(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(Scopes.WebhooksWrite).ConcernsAllLocations();
        group.MapPost("", Register).WithMetadata(TakesIdempotencyKey.Instance).Produces<WebhookView>(StatusCodes.Status201Created)
            .WithSummary("Post events of these types to an address, signed as in Standard Webhooks, from now on.")
            .Refuses(ProblemKinds.InvalidId, ProblemKinds.InvalidTarget, ProblemKinds.LimitReached, ProblemKinds.IdReused);
        group.MapGet("", List).WithSummary("All receivers.").Refuses();
        group.MapGet("/{webhookId}", Read).WithSummary("One receiver, and how far it is.").Refuses(ProblemKinds.UnknownWebhook);
        group.MapDelete("/{webhookId}", Remove).WithSummary("Post nothing there any more. Twice is once.").Refuses();
        group.MapPost("/{webhookId}/pause", Pause).WithSummary("Post nothing until it is resumed; nothing is lost.").Refuses(ProblemKinds.UnknownWebhook);
        group.MapPost("/{webhookId}/resume", Resume).WithSummary("Go on where it was paused.").Refuses(ProblemKinds.UnknownWebhook);
        group.MapPost("/{webhookId}/secret", Rotate).WithSummary("Sign with a new secret, and with the one before as well for a while.")
            .Refuses(ProblemKinds.UnknownWebhook);
        group.MapPost("/{webhookId}/replay", Replay)
            .WithSummary("Post again: all after a position, all since a time, or what was given up. The ids are the same.")
            .Refuses(ProblemKinds.UnknownWebhook);
        group.MapGet("/{webhookId}/attempts", Attempts).WithSummary("What was tried and what came of it, the newest first.")
            .Refuses(ProblemKinds.UnknownWebhook);
        group.MapGet("/{webhookId}/dead-letters", DeadLetters).WithSummary("What was given up, the newest first.").Refuses(ProblemKinds.UnknownWebhook);
        v1.MapGet("/webhook-event-types", EventTypes).WithTags("Webhooks").RequireAuthorization(Scopes.WebhooksWrite)
            .WithSummary("What can be subscribed to, with versions and schemas.").Refuses();
    }

    private static async Task<Reply<WebhookView>> Register(
        Body<WebhookBody> body, Caller caller, HttpRequest http, TargetGuard guard, SecretVault vault, IJournal journal, IGrainFactory grains)
    {
        if (WebhookRules.Check(body.Value, guard) is { } problem)
        {
            return problem;
        }

        var id = body.Value.WebhookId ?? (ReservationNames.Key(http) is { } key
            ? ReservationNames.Derive(caller.Origin.Actor, $"webhook/{key}")
            : $"wh-{RandomNumberGenerator.GetString(Base32, NonceLength)}");
        var grain = grains.GetGrain<IWebhookGrain>(id);
        if (await grain.Read() is null && (await Living(journal, grains)).Count >= WebhookSettings.ReceiversMax)
        {
            return Problem.Of(ProblemKinds.LimitReached, $"At most {WebhookSettings.ReceiversMax} webhooks are registered at a time.");
        }

        var secret = await vault.Seal(body.Value.Secret ?? Signature.NewSecret());
        var register = new RegisterWebhook(body.Value.Url!, WebhookRules.Events(body.Value), secret, await journal.Head());
        var answer = await grain.Execute(register, caller.Origin);
        if (answer is not { Refusal: null, Webhook: { } webhook })
        {
            return Problem.Of(ProblemKinds.IdReused);
        }

        var view = WebhookView.Of(id, webhook, await vault.Open(webhook.SealedSecret));
        return answer.IsRepeated ? view : Reply<WebhookView>.Created(view, $"/v1/webhooks/{id}");
    }

    private static async Task<Reply<WebhookPage>> List(IJournal journal, IGrainFactory grains) =>
        new WebhookPage([.. (await Living(journal, grains)).Select(found => WebhookView.Of(found.Id, found.Webhook))]);

    private static async Task<Reply<WebhookView>> Read(string webhookId, IGrainFactory grains) =>
        await grains.GetGrain<IWebhookGrain>(webhookId).Read() is { } webhook
            ? WebhookView.Of(webhookId, webhook)
            : Problem.Of(ProblemKinds.UnknownWebhook);

    private static async Task<Reply<WebhookView>> Remove(string webhookId, Caller caller, IGrainFactory grains)
    {
        await grains.GetGrain<IWebhookGrain>(webhookId).Execute(new RemoveWebhook(), caller.Origin);
        return WebhookView.Removed(webhookId);
    }

    private static Task<Reply<WebhookView>> Pause(string webhookId, Caller caller, IGrainFactory grains) =>
        Step(webhookId, new PauseWebhook("asked for"), caller, grains);

    private static Task<Reply<WebhookView>> Resume(string webhookId, Caller caller, IGrainFactory grains) =>
        Step(webhookId, new ResumeWebhook(), caller, grains);

    private static async Task<Reply<WebhookView>> Rotate(
        string webhookId, OptionalBody<WebhookSecretBody> body, Caller caller, SecretVault vault, EngineClock clock, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        WebhookRules.CheckSecret(body.Value?.Secret, errors);
        var overlap = body.Value?.OverlapSeconds ?? WebhookRules.OverlapSecondsDefault;
        if (overlap is < 0 or > WebhookRules.OverlapSecondsMax)
        {
            errors.Add(ProblemKinds.Malformed, "overlapSeconds", $"A whole number from 0 to {WebhookRules.OverlapSecondsMax}.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var secret = body.Value?.Secret ?? Signature.NewSecret();
        var rotate = new RotateSecret(await vault.Seal(secret), clock.Now.AddSeconds(overlap));
        return await Step(webhookId, rotate, caller, grains, secret);
    }

    private static async Task<Reply<WebhookView>> Replay(
        string webhookId, Body<WebhookReplayBody> body, Caller caller, IJournal journal, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var (position, since, letters) = (body.Value.AfterPosition, body.Value.Since, body.Value.DeadLetters ?? false);
        if ((position is null ? 0 : 1) + (since is null ? 0 : 1) + (letters ? 1 : 0) != 1)
        {
            errors.Add(ProblemKinds.Malformed, "afterPosition", "One of afterPosition, since and deadLetters.");
        }

        if (position < 0)
        {
            errors.Add(ProblemKinds.Malformed, "afterPosition", "A position of the feed: a whole number from 0.");
        }

        DateTimeOffset time = default;
        if (since is not null && !Rfc3339.TryParse(since, out time))
        {
            errors.Add(ProblemKinds.Malformed, "since", "A time as in RFC 3339, with its offset: 2026-11-22T10:00:00Z.");
        }

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var from = since is not null ? await FeedTimes.LastBefore(journal, time) : position;
        return await Step(webhookId, new ReplayWebhook(letters ? null : from), caller, grains);
    }

    private static async Task<Reply<WebhookAttemptPage>> Attempts(
        string webhookId, string? limit, string? after, IJournal journal, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var count = Paging.ReadLimit(limit, errors);
        var cursor = AttemptLog.ReadCursor(after, errors);
        return errors.ToProblem() is { } problem ? problem
            : await grains.GetGrain<IWebhookGrain>(webhookId).Read() is null ? Problem.Of(ProblemKinds.UnknownWebhook)
            : await AttemptLog.Page(journal, webhookId, cursor, count);
    }

    private static async Task<Reply<DeadLetterPage>> DeadLetters(string webhookId, string? limit, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var count = limit is null ? DeadLettersDefault : Paging.ReadLimit(limit, errors);
        var grain = grains.GetGrain<IWebhookGrain>(webhookId);
        return errors.ToProblem() is { } problem ? problem
            : await grain.Read() is null ? Problem.Of(ProblemKinds.UnknownWebhook)
            : new DeadLetterPage(await grain.DeadLetters(count));
    }

    private static Reply<EventTypePage> EventTypes() =>
        new EventTypePage([.. EventCatalog.Types.Select(type => new EventTypeView(type, EventCatalog.Version, EventCatalog.Schema(type)))]);

    private static async Task<Reply<WebhookView>> Step(
        string webhookId, WebhookCommand command, Caller caller, IGrainFactory grains, string? secret = null)
    {
        var answer = await grains.GetGrain<IWebhookGrain>(webhookId).Execute(command, caller.Origin);
        return answer.Webhook is { } webhook && answer.Refusal is null
            ? WebhookView.Of(webhookId, webhook, secret)
            : Problem.Of(ProblemKinds.UnknownWebhook);
    }

    private static async Task<IReadOnlyList<(string Id, WebhookFigures Webhook)>> Living(IJournal journal, IGrainFactory grains)
    {
        var ids = await WebhookList.Ids(journal);
        var read = await Task.WhenAll(ids.Select(id => grains.GetGrain<IWebhookGrain>(id).Read()));
        return [.. ids.Zip(read).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }
}
