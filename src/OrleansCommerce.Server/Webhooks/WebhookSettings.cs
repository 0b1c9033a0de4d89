using System.Globalization;
using OrleansCommerce.Server.Auth;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>How events are delivered. What is not set in <c>Webhooks:…</c> is as here.</summary>
public sealed record WebhookSettings
{
    /// <summary>Receivers that may be registered at one time.</summary>
    public const int ReceiversMax = 100;

    /// <summary>Whether private, link-local and loopback addresses may be called.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Whether events may go over plain http.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>How long one attempt may take, from connecting to the end of the answer.</summary>
    public TimeSpan AttemptLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of an answer's body; nobody needs more than none.</summary>
    public int AnswerBytesMax { get; init; } = 64 * 1024;

    /// <summary>Attempts under way to one receiver at one time.</summary>
    public int InFlightMax { get; init; } = 16;

    /// <summary>Events of one receiver in memory at one time; what lies behind them waits in the journal.</summary>
    public int WindowEvents { get; init; } = 10_000;

    /// <summary>After the first vain attempt, the second …; the last one counts for all that follow.</summary>
    public IReadOnlyList<TimeSpan> Pauses { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(12),
    ];

    /// <summary>The longest pause between two looks whether a receiver that was down answers again.</summary>
    public TimeSpan ProbePauseMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After this time in vain an event is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Between two looks whether there is something new.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary><c>Webhooks:RetrySeconds</c> is a list, <c>5,30,120</c>: the pauses after vain attempts.</summary>
    /// <exception cref="StartRefusedException">A setting is not what it has to be.</exception>
    public static WebhookSettings Of(IConfiguration configuration)
    {
        var standard = new WebhookSettings
        {
            AllowPrivate = configuration.GetValue("Webhooks:AllowPrivate", false),
            AllowHttp = configuration.GetValue("Webhooks:AllowHttp", false),
        };
        if (configuration["Webhooks:RetrySeconds"] is not { } text)
        {
            return standard;
        }

        var pauses = text.Split(',').Select(Seconds).ToList();
        return standard with { Pauses = pauses };
    }

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new StartRefusedException($"Webhooks:RetrySeconds has '{text}'; it is a list of seconds from 0 to 86400, such as 5,30,120.");
}
