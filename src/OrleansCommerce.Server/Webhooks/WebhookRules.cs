using System.Collections.Immutable;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Wire;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>What a receiver must look like, before anything is asked of the engine.</summary>
internal static class WebhookRules
{
    public const int UrlLengthMax = 2_000;
    public const int EventsMax = 50;
    public const int OverlapSecondsMax = 604_800;
    public const int OverlapSecondsDefault = 86_400;

    private const int PatternLengthMax = 100;

    /// <summary>Null, or the problem.</summary>
    public static Problem? Check(WebhookBody body, TargetGuard guard)
    {
        var errors = new FieldErrors();
        errors.CheckOptionalId("webhookId", body.WebhookId);
        CheckUrl(body.Url, guard, errors);
        CheckSecret(body.Secret, errors);
        if (body.Events is null or { Count: 0 or > EventsMax })
        {
            errors.Add(ProblemKinds.Malformed, "events", $"1 to {EventsMax} types of events.");
        }

        for (var i = 0; i < Math.Min(body.Events?.Count ?? 0, EventsMax); i++)
        {
            if (body.Events![i] is not { Length: <= PatternLengthMax } pattern || !EventCatalog.IsPattern(pattern))
            {
                errors.Add(ProblemKinds.Malformed, $"events[{i}]", "A type of /v1/webhook-event-types, the beginning of one with .*, or *.");
            }
        }

        return errors.ToProblem();
    }

    public static ImmutableArray<string> Events(WebhookBody body) =>
        [.. body.Events!.Select(pattern => pattern!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static void CheckSecret(string? secret, FieldErrors errors)
    {
        if (secret is not null && Signature.Read(secret) is null)
        {
            errors.Add(ProblemKinds.Malformed, "secret", "whsec_ and 24 to 64 bytes in base64.");
        }
    }

    private static void CheckUrl(string? url, TargetGuard guard, FieldErrors errors)
    {
        if (url is not { Length: > 0 and <= UrlLengthMax } || !Uri.TryCreate(url, UriKind.Absolute, out var target))
        {
            errors.Add(ProblemKinds.Malformed, "url", $"An address of at most {UrlLengthMax} characters.");
        }
        else if (guard.Refusal(target) is { } why)
        {
            errors.Add(ProblemKinds.InvalidTarget, "url", why);
        }
    }
}
