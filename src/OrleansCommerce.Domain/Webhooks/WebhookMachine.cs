namespace OrleansCommerce.Domain.Webhooks;

/// <summary>The rules of one receiver of events.</summary>
public static class WebhookMachine
{
    /// <summary>What a command comes to at <paramref name="clock"/> (UTC). Reads, never changes.</summary>
    public static WebhookDecision Decide(WebhookState state, WebhookCommand command, DateTimeOffset clock)
    {
        var now = clock > state.Time ? clock : state.Time;
        return command switch
        {
            RegisterWebhook c when state.Status == WebhookStatus.None =>
                Accept(new WebhookRegistered(now, c.Url, c.Events, c.SealedSecret, c.FromPosition)),
            RegisterWebhook c => state.Exists && state.Url == c.Url && state.Events.SequenceEqual(c.Events) ? Nothing : Refuse(WebhookRefusal.IdReused),
            RemoveWebhook => state.Exists ? Accept(new WebhookRemoved(now)) : Nothing,
            ReportProgress c => !state.Exists || c.Epoch != state.Epoch
                ? Refuse(WebhookRefusal.Outdated)
                : Accept(new ProgressReported(now, c.ReadThrough, c.Pending, c.Attempts, c.DeadLetters)),
            _ when !state.Exists => Refuse(WebhookRefusal.Unknown),
            RotateSecret c => Accept(new SecretRotated(now, c.SealedSecret, c.FormerUntil)),
            PauseWebhook c => state.Status == WebhookStatus.Paused ? Nothing : Accept(new WebhookPaused(now, c.Why)),
            ResumeWebhook => state.Status == WebhookStatus.Active ? Nothing : Accept(new WebhookResumed(now)),
            ReplayWebhook { AfterPosition: { } position } => Accept(new WebhookReplayed(now, position)),
            ReplayWebhook => state.DeadLetters.IsEmpty ? Nothing : Accept(new DeadLettersReplayed(now)),
            _ => throw new InvalidOperationException($"A webhook does not know the command {command.GetType().Name}."),
        };
    }

    /// <summary>Makes it so. Never refuses; an event it does not know is a bug and throws.</summary>
    public static void Apply(WebhookState state, WebhookEvent happened)
    {
        switch (happened)
        {
            case WebhookRegistered e:
                (state.Url, state.Events, state.SealedSecret, state.ReadThrough) = (e.Url, e.Events, e.SealedSecret, e.FromPosition);
                (state.Status, state.RegisteredAt, state.ActiveSince) = (WebhookStatus.Active, e.At, e.At);
                break;
            case SecretRotated e:
                (state.FormerSecret, state.FormerUntil, state.SealedSecret) = (state.SealedSecret, e.FormerUntil, e.SealedSecret);
                break;
            case WebhookPaused e: (state.Status, state.PausedWhy) = (WebhookStatus.Paused, e.Why); break;
            case WebhookResumed e: (state.Status, state.PausedWhy, state.ActiveSince) = (WebhookStatus.Active, null, e.At); break;
            case WebhookReplayed e:
                (state.ReadThrough, state.Pending, state.ActiveSince) = (e.AfterPosition, [], e.At);
                state.Epoch++;
                break;
            case DeadLettersReplayed e:
                state.Pending =
                [
                    .. state.Pending.Concat(state.DeadLetters.Select(letter => new PendingEvent(letter.Position, letter.Version, 0, e.At, e.At)))
                        .OrderBy(pending => (pending.Position, pending.Version)),
                ];
                state.DeadLetters = [];
                state.Epoch++;
                break;
            case WebhookRemoved:
                (state.Status, state.SealedSecret, state.FormerSecret, state.Pending) = (WebhookStatus.Removed, "", null, []);
                break;
            case ProgressReported e:
                (state.ReadThrough, state.Pending) = (e.ReadThrough, e.Pending);
                var letters = state.DeadLetters.AddRange(e.DeadLetters);
                state.DeadLetters = letters.RemoveRange(0, Math.Max(0, letters.Count - WebhookState.DeadLettersMax));
                break;
            default: throw new InvalidOperationException($"A webhook does not know the event {happened.GetType().Name}.");
        }

        state.Version++;
        state.Time = happened.At > state.Time ? happened.At : state.Time;
    }

    private static WebhookDecision Nothing => new([]);

    private static WebhookDecision Accept(WebhookEvent happened) => new([happened]);

    private static WebhookDecision Refuse(WebhookRefusal refusal) => new([], refusal);
}
