using System.Collections.Immutable;
using System.Text.Json;
using OrleansCommerce.Grains.Audit;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Http.Operations;

/// <summary>Sums over all items in whole units, and what does not agree.</summary>
public sealed record BalanceView(
    bool Balanced, long Items, long Received, long GoneOut, long OnHand, long Reserved, long Holds, long Position,
    ImmutableArray<MismatchView> Mismatches)
{
    public static BalanceView Of(Books books) => new(
        books.Balanced, books.Items, books.Received, books.GoneOut, books.OnHand, books.Reserved, books.Holds, books.Position,
        [.. books.Mismatches.Select(mismatch => new MismatchView(mismatch.What, mismatch.Detail))]);
}

public sealed record MismatchView(string What, string Detail);

/// <summary>A page of the journal.</summary>
/// <param name="Next">Where to go on; left out when there is nothing more to read now.</param>
public sealed record AuditPage(ImmutableArray<AuditRecordView> Items, string? Next)
{
    public static AuditPage Of(IReadOnlyList<StoredRecord> records, string? next) => new([.. records.Select(AuditRecordView.Of)], next);
}

/// <summary>One change as the journal keeps it.</summary>
public sealed record AuditRecordView(
    long Position, string Stream, long Version, string Kind, string CorrelationId, string Actor, DateTimeOffset At, JsonElement Body)
{
    public static AuditRecordView Of(StoredRecord stored) => new(
        stored.Position, stored.Stream, stored.Version, stored.Record.Kind, stored.Record.Correlation, stored.Record.Actor,
        stored.Record.At, Read(stored.Record.Body.Span));

    private static JsonElement Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return JsonElement.ParseValue(ref reader);
    }
}
