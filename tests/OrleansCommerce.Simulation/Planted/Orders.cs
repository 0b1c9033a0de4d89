using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Storage;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class ForgottenIntentions : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    /// <summary>Where the intention to take a reservation was recorded, an order that is loaded finds something that says nothing.</summary>
    private sealed class Journal(IJournal inner) : LoadedAnew(inner)
    {
        protected override JournalRecord Loaded(JournalRecord record)
        {
            if (record.Kind != "order.reservationTaken")
                return record;
            var said = new JsonObject { ["at"] = JsonNode.Parse(record.Body.Span)!["at"]!.DeepClone(), ["through"] = 0 };
            return record with { Kind = "order.effectsSettled", Body = Encoding.UTF8.GetBytes(said.ToJsonString()) };
        }
    }
}

/// <summary>Of what has moved, an item that is loaded finds one thing left out.</summary>
internal sealed class ForgottenOfMoves(string property) : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database, property);

    private sealed class Journal(IJournal inner, string property) : LoadedAnew(inner)
    {
        protected override JournalRecord Loaded(JournalRecord record)
        {
            if (record.Kind != "stock.moved")
                return record;
            var said = JsonNode.Parse(record.Body.Span)!.AsObject();
            return said.Remove(property) ? record with { Body = Encoding.UTF8.GetBytes(said.ToJsonString()) } : record;
        }
    }
}

internal sealed class UnseenDeficits : Plant
{
    public override bool Relieves => false;
}

internal sealed class UncountedSlots : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    /// <summary>What was held before a location was loaded counts in the slots of the day before.</summary>
    private sealed class Journal(IJournal inner) : LoadedAnew(inner)
    {
        protected override JournalRecord Loaded(JournalRecord record)
        {
            if (record.Kind != "capacity.held")
                return record;
            var json = JsonNode.Parse(record.Body.Span)!;
            var slot = json["slot"]!;
            foreach (var end in new[] { "start", "end" })
                slot[end] = slot[end]!.GetValue<DateTimeOffset>().AddDays(-1);
            return record with { Body = Encoding.UTF8.GetBytes(json.ToJsonString()) };
        }
    }
}

/// <summary>Shows records differently to those who load them.</summary>
internal abstract class LoadedAnew(IJournal inner) : JournalDecorator(inner)
{
    public override async Task<IReadOnlyList<StoredStream>> Read(IReadOnlyList<StreamQuery> queries) =>
    [
        .. (await Inner.Read(queries)).Select(stream => stream with
        {
            Records = [.. stream.Records.Select(record => record with { Record = Loaded(record.Record) })],
        }),
    ];

    protected abstract JournalRecord Loaded(JournalRecord record);
}
