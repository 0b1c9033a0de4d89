using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class ForgottenHolds : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override Task WriteSnapshots(IReadOnlyList<StreamSnapshot> snapshots) =>
            Inner.WriteSnapshots([.. snapshots.Select(saved => saved with { Snapshot = saved.Snapshot with { Body = Without(saved.Snapshot.Body) } })]);

        private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body)
        {
            var json = JsonNode.Parse(body.Span)!;
            if (json["holds"] is JsonArray { Count: > 0 } holds)
                holds.RemoveAt(0);
            return Encoding.UTF8.GetBytes(json.ToJsonString());
        }
    }
}

internal sealed class RevivedHolds : Plant
{
    private const string Past = "2026-01-01T00:00:00+00:00";

    public override IJournal Store(IJournal database, World world) => new Journal(database);

    /// <summary>What is loaded says that it happened long ago, so a clock that went back is believed.</summary>
    private sealed class Journal(IJournal inner) : JournalDecorator(inner)
    {
        public override async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) =>
            [.. (await Inner.Read(queries)).Select(stream => stream with { Records = [.. stream.Records.Select(Aged)] })];

        private static StoredRecord Aged(StoredRecord record)
        {
            if (!record.Stream.StartsWith("stock/", StringComparison.Ordinal))
                return record;
            var json = JsonNode.Parse(record.Record.Body.Span)!;
            json["at"] = Past;
            return record with { Record = record.Record with { Body = Encoding.UTF8.GetBytes(json.ToJsonString()) } };
        }
    }
}
