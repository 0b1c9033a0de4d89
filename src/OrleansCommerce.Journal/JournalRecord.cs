namespace OrleansCommerce.Journal;

/// <summary>One change, as the journal keeps it. The body is opaque to the journal.</summary>
/// <param name="Kind">The name of the event; the reader of the body chooses by it.</param>
/// <param name="Correlation">The reservation or order that the change belongs to; empty where there is none.</param>
/// <param name="Actor">Who caused it, for the audit log.</param>
/// <param name="At">When it was decided. Stored to 100 ns in UTC; the offset is not kept.</param>
/// <param name="Body">The event itself, usually UTF-8 JSON.</param>
/// <param name="CommandId">The command it answers, where a repetition of that command must be recognised.</param>
public sealed record JournalRecord(
    string Kind,
    string Correlation,
    string Actor,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Body,
    CommandId? CommandId);
