using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using OrleansCommerce.Domain;
using OrleansCommerce.Domain.Routing;

namespace OrleansCommerce.Grains.Promises;

/// <summary>What was promised, once and for all: an order is made of it and one of its options.</summary>
/// <param name="ValidUntil">An order may be made of it until then. Where nothing is held, the goods are asked for again.</param>
/// <param name="AsOf">How old the oldest figure of the goods may be that it was decided on.</param>
/// <param name="Options">The best first; what is held is the first.</param>
/// <param name="Rejected">The nearest locations that have no part in any option, and why: as many as were asked for.</param>
/// <param name="RejectedCount">All of them.</param>
/// <param name="NotHeldBecause">Null where it is held, or was not to be.</param>
/// <param name="StoppedAt">What the deadline cut short (<see cref="StoppedStage"/>): there may be better options. Null: nothing.</param>
[GenerateSerializer]
[Immutable]
[Alias("promise.promise")]
public sealed record Promise(
    [property: Id(0)] string PromiseId, [property: Id(1)] DateTimeOffset MadeAt, [property: Id(2)] DateTimeOffset ValidUntil,
    [property: Id(3)] PromiseRequest Request, [property: Id(4)] int PolicyVersion, [property: Id(5)] DateTimeOffset AsOf,
    [property: Id(6)] ImmutableArray<RoutingOption> Options, [property: Id(7)] ImmutableArray<Rejection> Rejected,
    [property: Id(8)] int RejectedCount, [property: Id(9)] string? ReservationId = null, [property: Id(10)] DateTimeOffset? HeldUntil = null,
    [property: Id(11)] string? NotHeldBecause = null, [property: Id(12)] string? StoppedAt = null)
{
    /// <summary>How long an order may be made of a promise that holds nothing.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    /// <summary>The id of an option, counted from 0.</summary>
    public string OptionId(int option) => string.Create(CultureInfo.InvariantCulture, $"{PromiseId}.{option + 1}");

    /// <summary>Null: it has no such option.</summary>
    public RoutingOption? FindOption(string optionId)
    {
        for (var i = 0; i < Options.Length; i++)
        {
            if (OptionId(i) == optionId)
            {
                return Options[i];
            }
        }

        return null;
    }
}

/// <summary>Why what was to be held is not: stable codes.</summary>
public static class NotHeld
{
    /// <summary>There is no option.</summary>
    public const string NoOption = "no-option";

    /// <summary>The best option waits for stock, of which there is none to hold.</summary>
    public const string NothingToHold = "nothing-to-hold";

    /// <summary>Others took what was proposed, again and again, until the time was up.</summary>
    public const string Contended = "contended";

    /// <summary>The time was up before anything was known to be held.</summary>
    public const string OutOfTime = "out-of-time";
}

/// <summary>What a promise's deadline may cut short: stable codes.</summary>
public static class StoppedStage
{
    /// <summary>Not every location, or way to serve, was looked at.</summary>
    public const string Routing = "routing";

    /// <summary>The owners of what was proposed had not all answered.</summary>
    public const string Holding = "holding";

    /// <summary>Of fewer locations than were asked for it is said why not.</summary>
    public const string Explanation = "explanation";
}

/// <summary>What came of a request for a promise.</summary>
/// <param name="Problems">What is wrong with the request, field by field; then there is no promise.</param>
/// <param name="IsRepeated">It was made before; this is the same promise.</param>
/// <param name="IsIdReused">The id was used before with other content; there is no promise.</param>
[GenerateSerializer]
[Immutable]
[Alias("promise.answer")]
public sealed record PromiseAnswer(
    [property: Id(0)] Promise? Promise, [property: Id(1)] ImmutableArray<InvalidField> Problems, [property: Id(2)] bool IsRepeated = false,
    [property: Id(3)] bool IsIdReused = false);
