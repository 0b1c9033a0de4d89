using OrleansCommerce.Journal;
using OrleansCommerce.Simulation.Clients;
using OrleansCommerce.Simulation.Runs;

namespace OrleansCommerce.Simulation.Participants.Books;

/// <summary>
/// Somebody who follows the feed while all this happens: every durable record comes once, in one order, and nothing is missing but what
/// compaction said it removed.
/// </summary>
internal sealed class FeedParticipant(SeedRun run) : Participant(run)
{
    private const string Rule = "the feed has no gaps";

    private readonly List<StoredRecord> _log = [];
    private int _next;
    private long _position;

    public override void Committed(StoredRecord record)
    {
        Require(_log.Count == 0 || record.Position >= _log[^1].Position, Rule, $"position {record.Position} follows {_log[^1].Position}");
        _log.Add(record);
    }

    public override async Task WorkBeside(Client client)
    {
        while (!Run.Faults.IsCalm)
        {
            await client.Pause(TimeSpan.FromMilliseconds(client.Chance.Between(5, 400)));
            await Page(client);
        }
    }

    public override async Task Settle(Client client)
    {
        while (_next < _log.Count && Run.World.Violation is null)
        {
            var before = _position;
            await Page(client);
            Require(_position > before, Rule, $"the feed stays at {before}, {_log[^1].Position} is durable");
        }
    }

    private async Task Page(Client client)
    {
        var limit = (int)client.Chance.Between(1, 60);
        var reply = await client.Insist($"feed after {_position}", silo => silo.Journal.ReadAll(_position, limit));
        if (reply is { IsKnown: true, Value: { } page })
            Take(page);
    }

    private void Take(FeedPage page)
    {
        Require(page.Position >= _position, Rule, $"page {page.Position} follows {_position}");
        foreach (var record in page.Records)
        {
            while (_next < _log.Count && _log[_next].Position < record.Position)
                Skip(page);
            var isNext = _next < _log.Count && _log[_next].Position == record.Position && _log[_next].Version == record.Version
                && _log[_next].Stream == record.Stream;
            Require(isNext, Rule, $"{record.Stream} {record.Version} at {record.Position} comes where {Expected()} is due");
            _next++;
        }

        while (_next < _log.Count && _log[_next].Position <= page.Position)
            Skip(page);
        _position = page.Position;
    }

    private void Skip(FeedPage page)
    {
        Require(_log[_next].Position <= page.CompactedThrough, Rule, $"{Expected()} is missing, removed is what lies up to {page.CompactedThrough}");
        _next++;
    }

    private string Expected() => _next < _log.Count ? $"{_log[_next].Stream} {_log[_next].Version} at {_log[_next].Position}" : "nothing";
}
