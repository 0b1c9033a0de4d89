using System.Text;
using System.Text.Json.Nodes;
using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Time;

namespace OrleansCommerce.Simulation.Planted;

internal sealed class ForgottenSources : Plant
{
    public override IJournal Store(IJournal database, World world) => new Journal(database);

    /// <summary>Of what is loaded nobody knows any more which source said it, nor by which rank.</summary>
    private sealed class Journal(IJournal inner) : LoadedAnew(inner)
    {
        protected override JournalRecord Loaded(JournalRecord record)
        {
            if (record.Kind != "stock.moved")
                return record;
            var said = JsonNode.Parse(record.Body.Span)!.AsObject();
            return said.Remove("feed") ? record with { Body = Encoding.UTF8.GetBytes(said.ToJsonString()) } : record;
        }
    }
}
