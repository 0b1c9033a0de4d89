using System.Collections.Immutable;
using System.Globalization;
using OrleansCommerce.Domain.Webhooks;
using OrleansCommerce.Grains.Webhooks;
using OrleansCommerce.Journal;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>Reads the attempts of a receiver out of its reports in the journal, the newest first.</summary>
internal static class AttemptLog
{
    private const int ChunkRecords = 200;

    /// <summary>A cursor says behind which attempt of which report to go on: <c>version.index</c>.</summary>
    public static (long Version, int Index)? ReadCursor(string? after, FieldErrors errors)
    {
        if (after is null)
        {
            return null;
        }

        if (after.Split('.') is [var version, var index]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var v)
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i))
        {
            return (v, i);
        }

        errors.Add(ProblemKinds.Malformed, "after", "Not a cursor from an earlier page.");
        return null;
    }

    public static async Task<WebhookAttemptPage> Page(IJournal journal, string webhookId, (long Version, int Index)? after, int limit)
    {
        var stream = WebhookGrain.JournalPrefix + webhookId;
        var end = after?.Version ?? (await journal.ReadHeads([stream]))[0];
        var items = ImmutableArray.CreateBuilder<WebhookAttempt>();
        while (end > 0)
        {
            var start = Math.Max(0, end - ChunkRecords);
            var records = await journal.ReadStream(stream, start, (int)(end - start));
            foreach (var stored in records.Where(r => r.Version <= end && r.Record.Kind == WebhookGrain.ProgressKind).OrderByDescending(r => r.Version))
            {
                var attempts = WebhookGrain.ReadProgress(stored.Record).Attempts;
                var from = stored.Version == after?.Version ? after.Value.Index - 1 : attempts.Length - 1;
                for (var i = Math.Min(from, attempts.Length - 1); i >= 0; i--)
                {
                    if (items.Count == limit)
                    {
                        return new(items.ToImmutable(), string.Create(CultureInfo.InvariantCulture, $"{stored.Version}.{i + 1}"));
                    }

                    items.Add(attempts[i]);
                }
            }

            end = start;
        }

        return new(items.ToImmutable(), null);
    }
}

/// <summary>Finds times in the feed.</summary>
internal static class FeedTimes
{
    /// <summary>
    /// The highest position whose record is older than a time; 0: none is. Positions follow the time but for the skew of clocks, so
    /// halving finds it.
    /// </summary>
    public static async Task<long> LastBefore(IJournal journal, DateTimeOffset time)
    {
        var (old, young) = (0L, await journal.Head() + 1);
        while (young - old > 1)
        {
            var middle = old + ((young - old) / 2);
            var page = await journal.ReadAll(middle - 1, 1);
            if (page.Records.Count > 0 && page.Records[^1].Record.At < time)
            {
                old = Math.Min(Math.Max(middle, page.Position), young - 1);
            }
            else
            {
                young = middle;
            }
        }

        return old;
    }
}
