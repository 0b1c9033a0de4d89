using System.Globalization;
using Orleans;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Grains.Promises;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Routing;

/// <summary>
/// Finds past requests, the newest first. Each promise's request is recorded under the minute in which it came, in the same append as all
/// else, so that finding them takes a look-up per minute and reads nothing else.
/// </summary>
public sealed class RoutingLog(IGrainFactory grains, IJournal journal, EngineClock clock)
{
    /// <summary>How far back one looks at the most.</summary>
    public static readonly TimeSpan BackMax = TimeSpan.FromDays(7);

    /// <summary>Requests of one minute that are looked at, the first ones.</summary>
    public const int PerMinuteMax = 10_000;

    /// <summary>The correlation under which requests of that minute are recorded.</summary>
    internal static string MinuteOf(DateTimeOffset at) => at.UtcDateTime.ToString("'routing/'yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>Records what an order asked for that came without a promise; again it is recorded already.</summary>
    /// <exception cref="RetriableException">Nothing is known of the outcome: record it again.</exception>
    public Task Record(string orderId, RoutingRequest request, Origin origin) =>
        grains.GetGrain<IPromiseGrain>($"order:{orderId}").Note(PromiseRequest.Of(request), origin);

    /// <summary>At most so many requests that came no longer ago than that, the newest first.</summary>
    /// <exception cref="JournalUnavailableException">The storage does not answer.</exception>
    public async Task<IReadOnlyList<PastRequest>> Newest(int count, TimeSpan back, CancellationToken cancellation)
    {
        var found = new List<PastRequest>();
        var now = clock.Now;
        for (var minute = 0; found.Count < count && minute <= back.TotalMinutes; minute++)
        {
            cancellation.ThrowIfCancellationRequested();
            var records = await journal.ReadCorrelation(MinuteOf(now.AddMinutes(-minute)), PerMinuteMax);
            found.AddRange(records.Reverse()
                .Select(stored => (stored.Stream, Event: PromiseEventCodec.Instance.Decode(stored.Record.Kind, stored.Record.Body)))
                .Where(stored => stored.Event is PromiseRequested && stored.Event.At >= now - back)
                .Select(stored => new PastRequest(
                    stored.Stream[PromiseGrain.JournalPrefix.Length..], stored.Event.At, ((PromiseRequested)stored.Event).Request))
                .Take(count - found.Count));
        }

        return found;
    }
}

/// <summary>A request as it came.</summary>
/// <param name="PromiseId">Of an order that came without a promise: <c>order:</c> and its id.</param>
public sealed record PastRequest(string PromiseId, DateTimeOffset At, PromiseRequest Request);
